//! The site: base URLs of Confluence Cloud and Data Center.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use crate::error::{Error, ErrorKind};
use crate::operation::describe::Api;

/// The deployment of a site: Confluence Cloud or Data Center.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Deployment {
    /// Confluence Cloud.
    Cloud,
    /// Confluence Data Center (or the Server of old).
    DataCenter,
}

impl Deployment {
    /// The domains of Atlassian's own hosts, the government cloud's among them, and that of sites of long ago.
    const CLOUD: [&str; 5] = [
        "atlassian.net",
        "atlassian.com",
        "atlassian-us-gov-mod.net",
        "atlassian-us-gov-mod.com",
        "jira.com",
    ];

    /// What a host gives away: Atlassian's own are Cloud, all others Data Center.
    fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().trim_end_matches('.');
        let within =
            |domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        if Self::CLOUD.into_iter().any(within) { Self::Cloud } else { Self::DataCenter }
    }
}

impl fmt::Display for Deployment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Cloud => "Cloud",
            Self::DataCenter => "Data Center",
        })
    }
}

/// A Confluence site: its base URL, and those of its REST APIs.
///
/// ```
/// use confluence_client::{Deployment, Site};
///
/// # fn main() -> Result<(), confluence_client::Error> {
/// // With an unscoped API token, requests go to the site itself.
/// let own = Site::cloud("https://example.atlassian.net")?;
/// // With OAuth, a scoped token or a service account they go through the gateway, which knows the site by its cloud id.
/// let gateway = Site::cloud_gateway("https://example.atlassian.net", "11223344-a1b2", Site::GATEWAY)?;
/// let data_center = Site::data_center("https://example.com/confluence")?;
///
/// assert!(!own.is_gateway() && gateway.is_gateway());
/// assert_eq!(data_center.deployment(), Deployment::DataCenter);
///
/// // Parsing a text takes hosts of Atlassian for Cloud and all others for Data Center.
/// let site: Site = "https://example.atlassian.net/wiki".parse()?;
/// assert_eq!(site.deployment(), Deployment::Cloud);
/// assert_eq!(site.to_string(), "https://example.atlassian.net/wiki");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    deployment: Deployment,
    /// Where people go: ends in `/wiki` on Cloud, in the context path on Data Center, without a slash.
    base: Url,
    /// Where requests go; differs from `base` behind the gateway.
    root: Url,
    gateway: bool,
}

impl Site {
    /// The URL of Atlassian's gateway for OAuth, scoped API tokens and service accounts.
    pub const GATEWAY: &str = "https://api.atlassian.com";

    /// A Cloud site by its own host, such as `https://example.atlassian.net`, with or without `/wiki`: for an
    /// unscoped API token.
    ///
    /// # Errors
    /// `Invalid` if the text is not the URL of a site.
    pub fn cloud(url: &str) -> Result<Self, Error> {
        let base = cloud_base(parse(url)?);
        Ok(Self { deployment: Deployment::Cloud, root: base.clone(), base, gateway: false })
    }

    /// A Cloud site through the gateway, for OAuth and for scoped API tokens: `site` is its own URL, `cloud_id`
    /// names it there, `gateway` is [`Site::GATEWAY`] or the government cloud's.
    ///
    /// # Errors
    /// `Invalid` if a URL is none, or the cloud id holds anything but letters, digits and hyphens.
    pub fn cloud_gateway(site: &str, cloud_id: &str, gateway: &str) -> Result<Self, Error> {
        let base = cloud_base(parse(site)?);
        if cloud_id.is_empty()
            || !cloud_id.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
        {
            let why = "CloudId: the id of a site on Cloud holds letters, digits and hyphens";
            return Err(invalid(why).with_property("CloudId"));
        }
        let mut root = parse(gateway)?;
        let path = format!("{}/ex/confluence/{cloud_id}/wiki", root.path().trim_end_matches('/'));
        root.set_path(&path);
        Ok(Self { deployment: Deployment::Cloud, base, root, gateway: true })
    }

    /// A Data Center site by its base URL, with its context path if it has one, or by the URL of a page of it, as
    /// `URL` of a connection string takes both.
    ///
    /// # Errors
    /// `Invalid` if the text is not the URL of a site.
    pub fn data_center(url: &str) -> Result<Self, Error> {
        let mut base = parse(url)?;
        let path = context_path(base.path());
        base.set_path(path.trim_end_matches('/'));
        Ok(Self { deployment: Deployment::DataCenter, root: base.clone(), base, gateway: false })
    }

    /// Which product it runs.
    #[must_use]
    pub fn deployment(&self) -> Deployment {
        self.deployment
    }

    /// Whether requests go through the gateway.
    #[must_use]
    pub fn is_gateway(&self) -> bool {
        self.gateway
    }

    /// The cloud id, where it is known.
    #[cfg(feature = "wiki")]
    pub(crate) fn cloud_id(&self) -> Option<&str> {
        let behind = self.root.path().rsplit_once("/ex/confluence/").filter(|_| self.gateway)?.1;
        behind.split('/').next()
    }

    /// The URL for people, without a slash at the end: links of answers are relative to it.
    #[must_use]
    pub fn base(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Makes a URL for people of a relative link such as `webui`; absolute links come back only if they point
    /// to this site.
    #[must_use]
    pub fn link(&self, relative: &str) -> Option<String> {
        match Url::parse(relative) {
            Ok(absolute) => (absolute.origin() == self.base.origin()).then(|| absolute.into()),
            Err(_) => Some(format!("{}/{}", self.base(), relative.trim_start_matches('/'))),
        }
    }

    /// Whether a URL belongs to this site, as a user would paste it.
    #[must_use]
    pub fn owns(&self, url: &Url) -> bool {
        url.origin() == self.base.origin()
    }

    /// The path of a URL within the site: behind the context path, or behind that of the gateway. Cloud's own
    /// relative links leave `/wiki` out.
    pub(crate) fn path_within<'u>(&self, url: &'u Url) -> Option<&'u str> {
        let behind = |root: &Url| {
            let own = root.origin() == url.origin();
            let rest = own.then(|| url.path().strip_prefix(root.path().trim_end_matches('/')))??;
            (rest.is_empty() || rest.starts_with('/')).then_some(rest)
        };
        let bare = || (self.deployment == Deployment::Cloud && self.owns(url)).then(|| url.path());
        behind(&self.base).or_else(|| behind(&self.root)).or_else(bare)
    }

    /// A URL of this site as its own: pasted with another scheme or a dot behind the host, or with a slash or the
    /// context path twice. Nothing is asked for there; where requests go is another matter.
    #[cfg(feature = "wiki")]
    pub(crate) fn as_pasted(&self, url: Url) -> Url {
        let host = |url: &Url| url.host_str().map(|host| host.trim_end_matches('.').to_owned());
        let is_own = |own: &&Url| {
            // Behind another port there may be another site.
            let port = [own.port(), own.port_or_known_default()].contains(&url.port());
            port && matches!(url.scheme(), "http" | "https") && host(&url) == host(own)
        };
        let Some(own) = [&self.base, &self.root].into_iter().find(is_own) else { return url };
        let mut pasted = url.clone();
        let parts = [
            pasted.set_scheme(own.scheme()),
            pasted.set_port(own.port()).and_then(|()| pasted.set_host(own.host_str()).map_err(drop)),
        ];
        if parts.contains(&Err(())) {
            return url;
        }
        pasted.set_path(&once(url.path(), own.path().trim_end_matches('/')));
        pasted
    }

    /// Whether a URL is where people or requests go.
    pub(crate) fn has(&self, url: &Url) -> bool {
        [&self.base, &self.root].into_iter().any(|own| own.origin() == url.origin())
    }

    /// The URL that a text means to who asks here: it may be relative.
    pub(crate) fn resolve(&self, location: &str) -> Option<Url> {
        self.root.join(location).ok()
    }

    /// How requests go there: `https`, or `http`.
    pub(crate) fn scheme(&self) -> &str {
        self.root.scheme()
    }

    /// Whether a URL is on the host that requests go to.
    pub(crate) fn has_host_of(&self, url: &Url) -> bool {
        url.host_str() == self.root.host_str() && url.port() == self.root.port()
    }

    /// Whether this is the URL that a person would give of this site.
    pub(crate) fn starts_at(&self, address: &str) -> bool {
        let base = self.base();
        address == base
            || Some(address) == base.strip_suffix("/wiki").filter(|_| self.deployment == Deployment::Cloud)
    }

    /// The host that requests go to.
    pub(crate) fn host(&self) -> &str {
        self.root.host_str().unwrap_or_default()
    }

    /// Where requests start, without a slash at the end, and the path of an interface there.
    pub(crate) fn root(&self, api: Api, operation: &'static str) -> Result<(&str, &'static str), Error> {
        let interface = match (api, self.deployment) {
            (Api::V2, Deployment::Cloud) => "/api/v2",
            (Api::V1, Deployment::Cloud) | (Api::DataCenter, Deployment::DataCenter) => "/rest/api",
            (Api::Site, _) => "",
            (Api::V2 | Api::V1, Deployment::DataCenter) => {
                return Err(elsewhere(operation, "Data Center has no Cloud operations: use `dc` or `wiki`"));
            }
            (Api::DataCenter, Deployment::Cloud) => {
                return Err(elsewhere(
                    operation,
                    "Cloud has no Data Center operations: use `v2`, `v1` or `wiki`",
                ));
            }
        };
        Ok((self.root.as_str().trim_end_matches('/'), interface))
    }

    /// Whether a credential may travel there: https, or plain http to this machine.
    pub(crate) fn is_safe(&self) -> bool {
        is_safe(&self.root)
    }
}

impl fmt::Display for Site {
    /// The URL for people, as [`Site::base`] has it: not the way there, such as the gateway.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.base())
    }
}

impl FromStr for Site {
    type Err = Error;

    /// [`Site::cloud`] for Atlassian's hosts, [`Site::data_center`] for all others.
    ///
    /// # Errors
    /// `Invalid` if the text is not the URL of a site.
    fn from_str(text: &str) -> Result<Self, Error> {
        match Deployment::of(&parse(text)?) {
            Deployment::Cloud => Self::cloud(text),
            Deployment::DataCenter => Self::data_center(text),
        }
    }
}

/// Whether a credential may travel to a URL: https, or plain http to this machine.
pub(crate) fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || is_loopback(url)
}

/// The rule of `confluence_oauth::is_loopback`, without which this crate can be built; a test holds the two together.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A path without slashes behind slashes, and with the context path once.
#[cfg(feature = "wiki")]
fn once(path: &str, context: &str) -> String {
    /// What begins a path within a site, and may be a context path as well.
    const WITHIN: [&str; 8] =
        ["/api", "/display", "/download", "/pages", "/plugins", "/rest", "/spaces", "/x"];
    let mut written = String::with_capacity(path.len());
    for part in path.split_inclusive('/') {
        if part != "/" || written.is_empty() {
            written.push_str(part);
        }
    }
    let again = written.strip_prefix(context).and_then(|rest| rest.strip_prefix(context));
    let twice = again.is_some_and(|rest| rest.starts_with('/')) && !context.is_empty();
    match twice && !WITHIN.iter().any(|head| context.starts_with(head)) {
        true => written.replacen(context, "", 1),
        false => written,
    }
}

/// Where the pages and the interfaces of Data Center begin behind the context path, if something follows.
const PAGES: [&str; 7] = ["display", "pages", "spaces", "rest", "plugins", "download", "label"];

/// The context path in the path of a page, or the path itself where it may be one as a whole. The rule of
/// `confluence_oauth` for `URL`, without which this crate can be built; a test holds the two together.
fn context_path(path: &str) -> String {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let of_page = |at: usize, segment: &str| {
        let next = segments.get(at + 1);
        // A short link ends with its letters: `/x/AbCd`. A context path may be called `x` too.
        let short =
            segment == "x" && segments.len() == at + 2 && !next.is_some_and(|next| PAGES.contains(next));
        segment.ends_with(".action") || short || (PAGES.contains(&segment) && next.is_some())
    };
    match segments.iter().enumerate().position(|(at, segment)| of_page(at, segment)) {
        Some(at) => format!("/{}", segments.get(..at).unwrap_or_default().join("/")),
        None => path.to_owned(),
    }
}

fn cloud_base(mut url: Url) -> Url {
    url.set_path("/wiki");
    url
}

fn parse(text: &str) -> Result<Url, Error> {
    let mut url = Url::parse(text.trim()).map_err(|error| {
        invalid("the URL of a site reads like https://example.atlassian.net").with_source(error)
    })?;
    if !matches!(url.scheme(), "https" | "http") || url.host().is_none() {
        return Err(invalid("the URL of a site starts with https:// and a host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("the URL of a site holds no credentials"));
    }
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

fn invalid(said: &str) -> Error {
    Error::new(ErrorKind::Invalid, "site").with_message(said)
}

fn elsewhere(operation: &'static str, said: &str) -> Error {
    Error::new(ErrorKind::Unsupported, operation).with_message(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(site: &Site, api: Api) -> String {
        let (root, interface) = site.root(api, "test").unwrap();
        format!("{root}{interface}")
    }

    #[test]
    fn addresses_of_the_three_kinds() {
        for given in [
            "https://x.atlassian.net",
            "https://x.atlassian.net/wiki/",
            "https://x.atlassian.net/wiki/home?a=b",
        ] {
            let cloud = Site::cloud(given).unwrap();
            assert_eq!(root(&cloud, Api::V2), "https://x.atlassian.net/wiki/api/v2");
            assert_eq!(root(&cloud, Api::V1), "https://x.atlassian.net/wiki/rest/api");
        }
        let gateway = Site::cloud_gateway("https://x.atlassian.net", "ab-1", Site::GATEWAY).unwrap();
        assert_eq!(root(&gateway, Api::V2), "https://api.atlassian.com/ex/confluence/ab-1/wiki/api/v2");
        assert_eq!(gateway.base(), "https://x.atlassian.net/wiki");
        let dc = Site::data_center("https://wiki.example.com/confluence/").unwrap();
        assert_eq!(root(&dc, Api::DataCenter), "https://wiki.example.com/confluence/rest/api");
        let bare = Site::data_center("https://wiki.example.com").unwrap();
        assert_eq!(root(&bare, Api::DataCenter), "https://wiki.example.com/rest/api");
        assert_eq!(bare.base(), "https://wiki.example.com");
    }

    #[test]
    fn a_host_gives_its_deployment_away() {
        for (text, deployment) in [
            ("https://X.Atlassian.NET", Deployment::Cloud),
            ("https://x.atlassian-us-gov-mod.net/wiki", Deployment::Cloud),
            ("https://notatlassian.net", Deployment::DataCenter),
            ("https://wiki.example.com/confluence", Deployment::DataCenter),
        ] {
            assert_eq!(text.parse::<Site>().unwrap().deployment(), deployment, "{text}");
        }
        assert!("x.atlassian.net".parse::<Site>().is_err());
    }

    #[test]
    fn links_stay_on_the_site() {
        let site = Site::cloud("https://x.atlassian.net").unwrap();
        assert_eq!(site.link("/spaces/A").as_deref(), Some("https://x.atlassian.net/wiki/spaces/A"));
        assert_eq!(site.link("https://evil.example/"), None);
    }

    #[test]
    fn an_operation_of_the_other_product_names_the_way() {
        let error = Site::data_center("https://w.example").unwrap().root(Api::V2, "getPages").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("getPages"), "{error}");
    }

    #[cfg(feature = "oauth")]
    #[test]
    fn both_crates_know_the_same_machine() {
        for text in
            ["localhost", "LOCALHOST", "a.localhost", "127.8.0.1", "[::1]", "localhost.example", "10.0.0.1"]
        {
            let url = Url::parse(&format!("http://{text}/")).unwrap();
            assert_eq!(is_loopback(&url), confluence_oauth::is_loopback(&url), "{text}");
        }
    }

    #[cfg(feature = "oauth")]
    #[test]
    fn both_crates_read_an_address_alike() {
        for text in [
            "https://wiki.example.com/display/DOCS/Home",
            "https://wiki.example.com/confluence/display/DOCS/Home?a=b#c",
            "https://wiki.example.com/pages/viewpage.action?pageId=1",
            "https://wiki.example.com/c/dashboard.action#all",
            "https://wiki.example.com/rest/api",
            "https://wiki.example.com/x/AbCd",
            "https://wiki.example.com/confluence/x/AbCd",
            "https://wiki.example.com/x/display/DOCS",
            "https://wiki.example.com/x/pages",
            "https://wiki.example.com/spaces",
            "https://wiki.example.com/a/b/",
            "https://wiki.example.com",
        ] {
            let string = confluence_oauth::ConnectionString::parse(&format!("URL='{text}'"));
            let given = confluence_oauth::SiteProperties::take_from(&mut string.unwrap()).unwrap();
            let read = given.url().as_str().trim_end_matches('/');
            assert_eq!(text.parse::<Site>().unwrap().base(), read, "{text}");
        }
    }

    #[test]
    fn bad_addresses_are_named() {
        for bad in ["", "wiki", "ftp://x", "https://me:pw@x.atlassian.net"] {
            let error = Site::cloud(bad).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid);
            assert!(!error.to_string().contains("pw"));
        }
        assert!(Site::cloud_gateway("https://x.atlassian.net", "../evil", Site::GATEWAY).is_err());
    }
}
