//! Who is asked for tokens: the URLs of each deployment.

use url::Url;

use crate::error::{Error, Result};
use crate::loopback::is_loopback;
use crate::properties::{Deployment, OAuthProperties, OAuthVersion, SiteProperties};

const CLOUD_GATEWAY: &str = "https://api.atlassian.com";
const CLOUD_ISSUER: &str = "https://auth.atlassian.com";
/// The government cloud has hosts of its own for everything.
const GOVERNMENT: &str = "atlassian-us-gov-mod";

/// The URLs of one authorization server.
#[derive(Clone, Debug)]
pub(crate) struct Provider {
    pub(crate) deployment: Deployment,
    /// The site, without `/wiki` and trailing slash on Cloud; with its context path on Data Center.
    pub(crate) site: Url,
    pub(crate) gateway: Url,
    /// What keys the stored entries.
    pub(crate) issuer: String,
    pub(crate) authorize: Url,
    pub(crate) token: Url,
    pub(crate) refresh: Url,
    /// Of OAuth 1.0a: where temporary credentials are had.
    pub(crate) request: Url,
}

impl Provider {
    pub(crate) fn new(site: &SiteProperties, properties: &OAuthProperties) -> Result<Self> {
        let (deployment, gateway) = (site.deployment(), site.gateway().cloned());
        let allowed = site.allows_http().then(|| site.url().origin());
        let site = normalized(site.url(), deployment);
        let gateway = gateway.map_or_else(|| default_gateway(&site), Ok)?;
        let (issuer, authorize, token) = match (deployment, properties.version) {
            (Deployment::Cloud, _) => cloud(&gateway)?,
            (Deployment::DataCenter, OAuthVersion::V2) => data_center(&site)?,
            (Deployment::DataCenter, OAuthVersion::V1) => application_link(&site)?,
        };
        let request = below(&site, "plugins/servlet/oauth/request-token")?;
        let given = |url: &Option<Url>, default: Url| url.clone().unwrap_or(default);
        let token = given(&properties.access_token_url, token);
        let issuer = properties.access_token_url.as_ref().map_or(issuer, origin);
        let provider = Self {
            deployment,
            site,
            gateway,
            issuer,
            authorize: given(&properties.authorization_url, authorize),
            refresh: given(&properties.refresh_token_url, token.clone()),
            token,
            request: given(&properties.request_token_url, request),
        };
        provider.require_encryption(allowed.as_ref())?;
        Ok(provider)
    }

    /// Credentials travel over https, or stay on this machine; `allowed` is the one origin where plain http is wanted.
    fn require_encryption(&self, allowed: Option<&url::Origin>) -> Result<()> {
        let all = [
            ("OAuthAccessTokenURL", &self.token),
            ("OAuthRefreshTokenURL", &self.refresh),
            ("OAuthAuthorizationURL", &self.authorize),
            ("OAuthRequestTokenURL", &self.request),
            ("GatewayURL", &self.gateway),
        ];
        match all
            .into_iter()
            .find(|(_, url)| url.scheme() != "https" && !is_loopback(url) && allowed != Some(&url.origin()))
        {
            None => Ok(()),
            Some(("GatewayURL", _)) if self.deployment == Deployment::DataCenter => Ok(()),
            Some(("OAuthRequestTokenURL", _)) if self.deployment == Deployment::Cloud => Ok(()),
            Some((property, url)) => {
                let host = url.host_str().unwrap_or_default();
                let why = format!(
                    "credentials are sent over https only, and {host} is named with http; AllowHttp=true lets them be \
                     read on the way to this one site"
                );
                let property = if self.deployment == Deployment::DataCenter { "URL" } else { property };
                Err(Error::config(property, why))
            }
        }
    }
}

/// The same URL for every spelling of a site.
pub(crate) fn normalized(site: &Url, deployment: Deployment) -> Url {
    let mut url = site.clone();
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    let path = match deployment {
        Deployment::Cloud => path.strip_suffix("/wiki").unwrap_or(&path).to_owned(),
        Deployment::DataCenter => path,
    };
    url.set_path(&path);
    url
}

pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// `base` with a path added to its own.
pub(crate) fn below(base: &Url, path: &str) -> Result<Url> {
    let joined = format!("{}/{path}", base.as_str().trim_end_matches('/'));
    Url::parse(&joined).map_err(|_| Error::config("URL", "is not a URL that paths can be added to"))
}

fn default_gateway(site: &Url) -> Result<Url> {
    let government = site.host_str().is_some_and(|host| host.to_ascii_lowercase().contains(GOVERNMENT));
    let gateway = if government { format!("https://api.{GOVERNMENT}.com") } else { CLOUD_GATEWAY.to_owned() };
    Url::parse(&gateway).map_err(|_| Error::config("GatewayURL", "is not a URL"))
}

/// `api.X` has its authorization server at `auth.X`; any other gateway is its own.
fn cloud(gateway: &Url) -> Result<(String, Url, Url)> {
    let issuer = match gateway.host_str().and_then(|host| host.strip_prefix("api.")) {
        Some("atlassian.com") => CLOUD_ISSUER.to_owned(),
        Some(domain) => format!("https://auth.{domain}"),
        None => origin(gateway),
    };
    let base = Url::parse(&issuer).map_err(|_| Error::config("GatewayURL", "is not a URL"))?;
    Ok((issuer, below(&base, "authorize")?, below(&base, "oauth/token")?))
}

fn data_center(site: &Url) -> Result<(String, Url, Url)> {
    let issuer = site.as_str().trim_end_matches('/').to_owned();
    Ok((issuer, below(site, "rest/oauth2/latest/authorize")?, below(site, "rest/oauth2/latest/token")?))
}

/// OAuth 1.0a of Server and Data Center.
fn application_link(site: &Url) -> Result<(String, Url, Url)> {
    let issuer = site.as_str().trim_end_matches('/').to_owned();
    let at = |step: &str| below(site, &format!("plugins/servlet/oauth/{step}"));
    Ok((issuer, at("authorize")?, at("access-token")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(site: &str) -> Provider {
        let site = SiteProperties::new(Url::parse(site).unwrap());
        Provider::new(&site, &OAuthProperties::default()).unwrap()
    }

    #[test]
    fn cloud_asks_its_own_authorization_server() {
        let cloud = provider("https://Example.atlassian.net/wiki/");
        assert_eq!(cloud.site.as_str(), "https://example.atlassian.net/");
        assert_eq!(cloud.token.as_str(), "https://auth.atlassian.com/oauth/token");
        assert_eq!(cloud.authorize.as_str(), "https://auth.atlassian.com/authorize");
    }

    #[test]
    fn the_government_cloud_has_hosts_of_its_own() {
        let cloud = provider("https://x.atlassian-us-gov-mod.net");
        assert_eq!(cloud.token.as_str(), "https://auth.atlassian-us-gov-mod.com/oauth/token");
        assert_eq!(cloud.gateway.as_str(), "https://api.atlassian-us-gov-mod.com/");
    }

    #[test]
    fn data_center_asks_itself_below_its_context_path() {
        let server = provider("https://example.com/confluence/");
        assert_eq!(server.token.as_str(), "https://example.com/confluence/rest/oauth2/latest/token");
        assert_eq!(server.issuer, "https://example.com/confluence");
    }

    #[test]
    fn credentials_do_not_travel_in_the_clear() {
        let site = SiteProperties::new(Url::parse("http://example.com").unwrap());
        let error = Provider::new(&site, &OAuthProperties::default()).unwrap_err();
        assert_eq!(error.property(), Some("URL"));
        provider("http://127.0.0.1:8090");
    }
}
