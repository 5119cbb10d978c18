//! `URL`: the URL of a site, from whatever URL of it people have at hand.

use url::Url;

use super::deployment::Deployment;
use crate::connection_string::Value;
use crate::error::Result;

/// Hosts of Atlassian at which there is no site.
const NO_SITES: &[&str] = &[
    "atlassian.com",
    "www.atlassian.com",
    "api.atlassian.com",
    "auth.atlassian.com",
    "id.atlassian.com",
    "admin.atlassian.com",
    "home.atlassian.com",
    "start.atlassian.com",
    "team.atlassian.com",
    "mcp.atlassian.com",
    "developer.atlassian.com",
    "atlassian.net",
    "jira.com",
];

/// Where the pages and the interfaces of Data Center begin behind the context path, if something follows.
const PAGES: &[&str] = &["display", "pages", "spaces", "rest", "plugins", "download", "label"];

/// Reads the URL, and what is at it unless that is given.
///
/// # Errors
/// It is none, or none of a site.
pub(super) fn read(value: &Value, deployment: Option<Deployment>) -> Result<(Url, Deployment)> {
    let mut url = value.url()?;
    let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_owned();
    if let Some((_, rest)) = url.path().split_once("/ex/confluence/") {
        let id = rest.split('/').next().unwrap_or_default();
        return Err(value.error(format!(
            "is the URL of a site at the gateway: URL is the site's own, such as https://example.atlassian.net, and \
             CloudId={id} names it at the gateway"
        )));
    }
    if NO_SITES.contains(&host.as_str()) {
        return Err(value.error(format!(
            "there is no site at {host}: a site on Cloud has a URL such as https://example.atlassian.net"
        )));
    }
    let deployment = deployment.unwrap_or_else(|| Deployment::of(&url));
    let base = match deployment {
        // A site has its host to itself there.
        Deployment::Cloud => Some(String::new()),
        Deployment::DataCenter => base_path(url.path()),
    };
    if let Some(base) = base {
        url.set_path(&base);
        url.set_query(None);
    }
    url.set_fragment(None);
    Ok((url, deployment))
}

/// The context path of a page's URL; `None` where the path may be a context path as a whole.
fn base_path(path: &str) -> Option<String> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let of_page = |at: usize, segment: &&str| {
        let next = segments.get(at + 1);
        // A short link ends with its letters: `/x/AbCd`. A context path may be called `x` too.
        let short =
            *segment == "x" && segments.len() == at + 2 && !next.is_some_and(|next| PAGES.contains(next));
        segment.ends_with(".action") || short || (PAGES.contains(segment) && next.is_some())
    };
    let at = segments.iter().enumerate().find(|(at, segment)| of_page(*at, segment)).map(|(at, _)| at)?;
    Some(format!("/{}", segments.get(..at).unwrap_or_default().join("/")))
}

#[cfg(test)]
mod tests {
    use crate::connection_string::ConnectionString;
    use crate::properties::SiteProperties;

    fn read(url: &str) -> Result<String, String> {
        let mut string = ConnectionString::parse(&format!("URL={url}")).unwrap();
        let site = SiteProperties::take_from(&mut string).map_err(|error| error.to_string())?;
        Ok(site.url().to_string())
    }

    #[test]
    fn the_address_of_a_page_leads_to_its_site() {
        for (url, base) in [
            ("https://wiki.example.com/confluence/display/DOCS/Home", "https://wiki.example.com/confluence"),
            ("https://wiki.example.com/pages/viewpage.action?pageId=1", "https://wiki.example.com/"),
            ("https://wiki.example.com/c/dashboard.action#all", "https://wiki.example.com/c"),
            ("https://wiki.example.com/rest/api", "https://wiki.example.com/"),
            ("https://wiki.example.com/x/AbCd", "https://wiki.example.com/"),
            ("https://wiki.example.com/confluence/x/AbCd", "https://wiki.example.com/confluence"),
            ("https://wiki.example.com/x/display/DOCS", "https://wiki.example.com/x"),
            // A context path may have any name.
            ("https://wiki.example.com/spaces", "https://wiki.example.com/spaces"),
            ("https://wiki.example.com/a/b/", "https://wiki.example.com/a/b/"),
        ] {
            assert_eq!(read(url).unwrap(), base, "{url}");
        }
    }

    #[test]
    fn the_address_of_a_page_on_cloud_leads_to_its_site() {
        for page in ["", "/", "/wiki", "/wiki/", "/wiki/spaces/DOCS/pages/1/Home?a=b#c", "/jira/your-work"] {
            let url = format!("https://acme.atlassian.net{page}");
            assert_eq!(read(&url).unwrap(), "https://acme.atlassian.net/", "{url}");
        }
        let mut string =
            ConnectionString::parse("URL=https://wiki.example.com/wiki/spaces/A;Deployment=Cloud").unwrap();
        let site = SiteProperties::take_from(&mut string).unwrap();
        assert_eq!(site.url().as_str(), "https://wiki.example.com/");
    }

    #[test]
    fn what_is_no_site_is_refused_with_what_would_be_one() {
        let why = read("https://api.atlassian.com/ex/confluence/11223344-a1b2/wiki").unwrap_err();
        assert!(why.contains("CloudId=11223344-a1b2") && why.starts_with("URL: "), "{why}");
        for url in
            ["https://id.atlassian.com/login", "https://admin.atlassian.com/o/x", "https://api.atlassian.com"]
        {
            assert!(read(url).unwrap_err().contains("there is no site at"), "{url}");
        }
    }
}
