//! Who is asked for tokens: the URLs of each deployment.

use url::Url;

use crate::error::{Error, Result};
use crate::loopback::is_loopback;
use crate::properties::{Deployment, OAuthProperties, OAuthVersion, SiteProperties};

const CLOUD_ISSUER: &str = "https://auth.atlassian.com";

/// The URLs of one authorization server.
#[derive(Clone, Debug)]
pub(crate) struct Provider {
    pub(crate) deployment: Deployment,
    /// The site: its origin on Cloud, with its context path on Data Center.
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
        let deployment = site.deployment();
        let gateway = Url::parse(site.gateway_or_usual());
        let gateway = gateway.map_err(|_| Error::config("GatewayURL", "is not a URL"))?;
        let allows_http = site.allows_http();
        let site = normalized(site.url(), deployment);
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
        provider.require_encryption(properties.version, allows_http)?;
        Ok(provider)
    }

    /// Credentials travel over https, or stay on this machine; plain http may be wanted for the site itself, and for nothing
    /// else.
    fn require_encryption(&self, version: OAuthVersion, allows_http: bool) -> Result<()> {
        let cloud = self.deployment == Deployment::Cloud;
        let all = [
            // First, since the others are made of it where they are not given.
            ("GatewayURL", &self.gateway, cloud),
            ("OAuthAccessTokenURL", &self.token, true),
            ("OAuthRefreshTokenURL", &self.refresh, true),
            ("OAuthAuthorizationURL", &self.authorize, true),
            ("OAuthRequestTokenURL", &self.request, version == OAuthVersion::V1),
        ];
        let of_site = |url: &Url| !cloud && url.origin() == self.site.origin();
        let in_the_clear = |url: &Url| {
            url.scheme() != "https"
                && !is_loopback(url)
                && !(allows_http && url.origin() == self.site.origin())
        };
        let found = all.into_iter().find(|(_, url, is_used)| *is_used && in_the_clear(url));
        let Some((property, url, _)) = found else { return Ok(()) };
        let host = url.host_str().unwrap_or_default();
        let why = format!("credentials are sent over https only, and {host} is named with http");
        Err(match of_site(url) {
            true => Error::config(
                "URL",
                format!("{why}; AllowHttp=true lets them be read on the way to this one site"),
            ),
            false => Error::config(property, format!("{why}: give an address with https")),
        })
    }
}

/// The same URL for every spelling of a site.
pub(crate) fn normalized(site: &Url, deployment: Deployment) -> Url {
    let mut url = site.clone();
    url.set_query(None);
    url.set_fragment(None);
    let path = match deployment {
        // A site has its host to itself there, and a dot at the end of that says no more.
        Deployment::Cloud => {
            let host = url.host_str().and_then(|host| host.strip_suffix('.')).map(str::to_owned);
            // What is left of a host's name is one.
            let _ = host.map(|host| url.set_host(Some(&host)));
            String::new()
        }
        Deployment::DataCenter => url.path().trim_end_matches('/').to_owned(),
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
        for spelling in ["/wiki/", "/wiki/spaces/DOCS/overview", "/wiki/x/AbCd?a=b", ":443", "./wiki"] {
            let cloud = provider(&format!("https://Example.atlassian.net{spelling}"));
            assert_eq!(cloud.site.as_str(), "https://example.atlassian.net/", "{spelling}");
        }
        let cloud = provider("https://Example.atlassian.net/wiki/");
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
        assert!(error.to_string().contains("AllowHttp=true"), "{error}");
        Provider::new(&site.with_http_allowed(true), &OAuthProperties::default()).unwrap();
        provider("http://127.0.0.1:8090");
    }

    #[test]
    fn an_endpoint_in_the_clear_is_named_and_no_way_offered_that_is_none() {
        let elsewhere = |property: &str, site: &str| {
            let text = format!("URL={site};AllowHttp=true;{property}=http://login.example.com/x");
            let mut string = crate::ConnectionString::parse(&text).unwrap();
            let properties = OAuthProperties::take_from(&mut string).unwrap();
            Provider::new(&SiteProperties::take_from(&mut string).unwrap(), &properties)
        };
        for site in ["http://wiki.example.com", "https://wiki.example.com", "https://acme.atlassian.net"] {
            for property in ["OAuthAccessTokenURL", "OAuthRefreshTokenURL", "OAuthAuthorizationURL"] {
                let error = elsewhere(property, site).unwrap_err();
                assert_eq!(error.property(), Some(property), "{site}");
                let said = error.to_string();
                assert!(said.contains("login.example.com") && !said.contains("AllowHttp"), "{site}: {said}");
            }
        }
        let gateway = elsewhere("GatewayURL", "https://acme.atlassian.net").unwrap_err();
        assert_eq!(gateway.property(), Some("GatewayURL"), "{gateway}");
        // OAuth 2.0 asks nobody for a temporary token, and Data Center has no gateway.
        for unused in ["OAuthRequestTokenURL", "GatewayURL"] {
            elsewhere(unused, "https://wiki.example.com").unwrap();
        }
    }
}
