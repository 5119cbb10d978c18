//! Where a connection leads: the URL of the site, or the way through the gateway.

use confluence_oauth::{Session, SiteProperties};

use crate::error::{Error, ErrorKind, Result};
use crate::site::{Deployment, Site, is_safe};

/// What the URL of a site is made of.
#[derive(Clone, Debug)]
pub(super) struct Address {
    pub(super) given: SiteProperties,
    pub(super) deployment: Deployment,
}

impl Address {
    pub(super) fn of(given: SiteProperties) -> Self {
        let deployment = given.deployment().into();
        Self { given, deployment }
    }

    /// What each call would refuse is refused when the connection is made.
    pub(super) fn require_encryption(&self) -> Result<()> {
        let url = self.given.url();
        if is_safe(url) {
            return Ok(());
        }
        if self.given.allows_http() {
            let host = url.host_str().unwrap_or_default();
            tracing::warn!("AllowHttp: the credential and all content go to {host} in the clear");
            return Ok(());
        }
        let why = match self.deployment {
            Deployment::Cloud => "URL: Cloud is reached over https only: write https://",
            Deployment::DataCenter => {
                "URL: credentials travel over https only; AllowHttp=true lets them be read on the way to this one site"
            }
        };
        Err(Error::new(ErrorKind::Invalid, "connection").with_message(why).with_property("URL"))
    }

    /// A cloud id with a fixed credential means a scoped API token, which works through the gateway alone.
    pub(super) fn site(&self) -> Result<Site> {
        match (self.deployment, self.given.cloud_id()) {
            (Deployment::DataCenter, _) => Site::data_center(self.given.url().as_str()),
            (Deployment::Cloud, None) => Site::cloud(self.given.url().as_str()),
            (Deployment::Cloud, Some(id)) => self.behind_gateway(id),
        }
    }

    pub(super) async fn of_session(&self, session: &Session) -> Result<Site> {
        match (self.deployment, self.given.cloud_id()) {
            (Deployment::Cloud, None) => self.behind_gateway(&session.cloud_id().await?),
            _ => self.site(),
        }
    }

    fn behind_gateway(&self, cloud_id: &str) -> Result<Site> {
        Site::cloud_gateway(self.given.url().as_str(), cloud_id, self.given.gateway_or_usual())
    }
}

#[cfg(test)]
mod tests {
    use confluence_oauth::ConnectionString;

    use super::*;

    #[test]
    fn a_site_of_the_government_cloud_is_behind_its_gateway() {
        const ID: &str = "11223344-a1b2-4c3d-8e5f-112233445566";
        for (site, gateway) in [
            ("https://x.atlassian-us-gov-mod.net/wiki", "https://api.atlassian-us-gov-mod.com/"),
            ("https://x.atlassian.net", "https://api.atlassian.com/"),
            (
                "https://x.atlassian.net;GatewayURL=https://gateway.example.com",
                "https://gateway.example.com/",
            ),
        ] {
            let mut string = ConnectionString::parse(&format!("URL={site};CloudId={ID}")).unwrap();
            let address = Address::of(SiteProperties::take_from(&mut string).unwrap());
            let behind = Site::cloud_gateway(address.given.url().as_str(), ID, gateway).unwrap();
            assert_eq!(address.site().unwrap(), behind, "{site}");
        }
    }
}
