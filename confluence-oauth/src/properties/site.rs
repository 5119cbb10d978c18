//! The properties that say which site it is, and where its requests go.

use url::Url;

use super::deployment::{DEPLOYMENTS, Deployment, is_government};
use super::site_address;
use crate::connection_string::{ConnectionString, Value};
use crate::error::{Error, Result};

const GATEWAY: &str = "https://api.atlassian.com";
const GOVERNMENT_GATEWAY: &str = "https://api.atlassian-us-gov-mod.com";

/// The site of a connection string: `URL`, `Deployment`, `GatewayURL`, `CloudId` and `AllowHttp`.
///
/// ```
/// # fn main() -> Result<(), confluence_oauth::Error> {
/// use confluence_oauth::{ConnectionString, Deployment, SiteProperties};
///
/// let mut string = ConnectionString::parse("URL=https://example.atlassian.net/wiki")?;
/// assert_eq!(SiteProperties::take_from(&mut string)?.deployment(), Deployment::Cloud);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteProperties {
    url: Url,
    deployment: Deployment,
    gateway: Option<Url>,
    cloud_id: Option<String>,
    allow_http: bool,
}

impl SiteProperties {
    /// A site by its URL; the deployment is what its host gives away.
    #[must_use]
    pub fn new(url: Url) -> Self {
        Self { deployment: Deployment::of(&url), url, gateway: None, cloud_id: None, allow_http: false }
    }

    /// Takes the properties of the site out of a connection string.
    ///
    /// # Errors
    /// `URL` is missing, or a value cannot be.
    pub fn take_from(string: &mut ConnectionString) -> Result<Self> {
        let url =
            string.take("URL").ok_or_else(|| Error::config("URL", "is missing: the URL of the site"))?;
        let deployment =
            string.take("Deployment").map(|value| value.one_of(DEPLOYMENTS)).transpose()?.flatten();
        let (url, deployment) = site_address::read(&url, deployment)?;
        let mut site = Self::new(url).with_deployment(deployment);
        site.gateway = string.take("GatewayURL").map(|value| value.url()).transpose()?;
        if let Some(value) = string.take("AllowHttp") {
            site.allow_http = value.boolean()?;
        }
        site.cloud_id = string.take("CloudId").map(|value| cloud_id(&value)).transpose()?;
        Ok(site)
    }

    /// The same site, whose host does not give its deployment away.
    #[must_use]
    pub fn with_deployment(mut self, deployment: Deployment) -> Self {
        self.deployment = deployment;
        self
    }

    /// The same site behind a gateway that is not the usual one.
    #[must_use]
    pub fn with_gateway(mut self, gateway: Url) -> Self {
        self.gateway = Some(gateway);
        self
    }

    /// The same site with its cloud id, which then need not be looked up.
    #[must_use]
    pub fn with_cloud_id(mut self, cloud_id: impl Into<String>) -> Self {
        self.cloud_id = Some(cloud_id.into());
        self
    }

    /// The same site over plain http, if its URL says so: credentials can then be read on the way.
    #[must_use]
    pub fn with_http_allowed(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Whether the site may be reached over plain http.
    #[must_use]
    pub fn allows_http(&self) -> bool {
        self.allow_http
    }

    /// The URL; where it was that of a page, that of its site.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Which Confluence it is.
    #[must_use]
    pub fn deployment(&self) -> Deployment {
        self.deployment
    }

    /// Cloud's gateway, where it was given.
    #[must_use]
    pub fn gateway(&self) -> Option<&Url> {
        self.gateway.as_ref()
    }

    /// The gateway that counts: the one that was given, or else that of Cloud, or of the government cloud where the site is
    /// there.
    #[must_use]
    pub fn gateway_or_usual(&self) -> &str {
        let usual = if is_government(&self.url) { GOVERNMENT_GATEWAY } else { GATEWAY };
        self.gateway.as_ref().map_or(usual, Url::as_str)
    }

    /// The cloud id, where it was given.
    #[must_use]
    pub fn cloud_id(&self) -> Option<&str> {
        self.cloud_id.as_deref()
    }
}

/// A cloud id as Atlassian gives them, a UUID: what is another one would be looked for in vain at the gateway, which says
/// no more than that nothing is there.
fn cloud_id(value: &Value) -> Result<String> {
    let text = value.text()?.trim().to_owned();
    if is_uuid(&text) {
        return Ok(text);
    }
    // Of `ari:cloud:confluence::site/ID`, and of an address at the gateway.
    match text.split(['/', ':', '?']).find(|part| is_uuid(part)) {
        Some(id) => Err(value.error(format!("is the id alone: write CloudId={id}"))),
        None => Err(value.error(
            "must be the id of the site, such as 11223344-a1b2-4c3d-8e5f-112233445566, which /_edge/tenant_info of the site \
             shows",
        )),
    }
}

/// RFC 9562, section 4.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cloud_id_is_one_or_is_refused_by_its_name() {
        const ID: &str = "11223344-a1b2-4c3d-8e5f-112233445566";
        let read = |id: &str| {
            let text = format!("URL=https://example.atlassian.net;CloudId={id}");
            SiteProperties::take_from(&mut ConnectionString::parse(&text)?)
        };
        assert_eq!(read(ID).unwrap().cloud_id(), Some(ID));
        for (given, says) in [
            ("abc", "must be the id of the site"),
            ("11223344-a1b2-4c3d-8e5f-11223344556", "must be the id of the site"),
            ("ari:cloud:confluence::site/11223344-a1b2-4c3d-8e5f-112233445566", ID),
            ("https://api.atlassian.com/ex/confluence/11223344-a1b2-4c3d-8e5f-112233445566/wiki", ID),
        ] {
            let error = read(given).unwrap_err();
            assert_eq!(error.property(), Some("CloudId"), "{given}");
            assert!(error.to_string().contains(says), "{given}: {error}");
        }
    }
}
