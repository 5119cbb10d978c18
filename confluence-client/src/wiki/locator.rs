//! The ways in which people name a page.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::site::Site;

mod address;
mod parts;

use address::{Address, of_ari, quoted, read_pasted, unwrapped, without_end};
pub use parts::FileLocator;

/// How a page was named: by id, one of its versions too, or by space and title. [`Wiki::page_by_locator`](crate::Wiki::page_by_locator) reads it.
///
/// ```
/// use confluence_client::Site;
/// use confluence_client::wiki::Locator;
///
/// let site = Site::cloud("https://example.atlassian.net")?;
/// let address = "https://example.atlassian.net/wiki/spaces/DOCS/pages/98765/A+title";
/// assert_eq!(Locator::parse(address, &site)?, Locator::Id("98765".into()));
/// assert_eq!(Locator::parse("https://example.atlassian.net/wiki/x/zYEB", &site)?, Locator::Id("98765".into()));
/// assert!(Locator::parse("https://elsewhere.example/wiki/x/zYEB", &site).is_err());
/// # Ok::<_, confluence_client::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Locator {
    /// By id.
    Id(ContentId),
    /// By space and exact title.
    Title {
        /// The space.
        space: SpaceKey,
        /// The title.
        title: String,
    },
    /// One version of a page, as a URL of it names one.
    Version {
        /// The page.
        id: ContentId,
        /// The number of the version.
        version: u64,
    },
}

impl Locator {
    /// Parses an id, a URL of this site as a browser shows it, or a short link, also with what stands around it in a
    /// text: `<address>`, `[text](address)`. A URL of elsewhere in which one of this site stands, as that of a login
    /// and of what looks at links in mail, is read as the one in it.
    ///
    /// # Errors
    /// `Invalid` if the text is none of these, or the URL is of another site.
    pub fn parse(text: &str, site: &Site) -> Result<Self> {
        read_pasted(text, |text| Self::read(text, site))
    }

    /// Whether a text is a URL of this site, with its host in it, however it was pasted.
    ///
    /// ```
    /// # use confluence_client::Site;
    /// # use confluence_client::wiki::Locator;
    /// let site = Site::cloud("https://example.atlassian.net")?;
    /// assert!(Locator::is_address_of("example.atlassian.net/wiki/spaces/DOCS", &site));
    /// assert!(!Locator::is_address_of("/wiki/spaces/DOCS", &site));
    /// # Ok::<_, confluence_client::Error>(())
    /// ```
    #[must_use]
    pub fn is_address_of(text: &str, site: &Site) -> bool {
        let text = unwrapped(text);
        if text.starts_with("ari:") {
            return site.cloud_id().is_some() && matches!(of_ari(text, site), Ok(Some(_)));
        }
        Address::parse(text, site).ok().flatten().is_some_and(|address| address.names_host())
    }

    /// The same without what ends a sentence at the end of its title, for a title that no page has: the URL may have
    /// stood in a sentence, and a title may end like one. `None` where nothing does.
    ///
    /// ```
    /// # use confluence_client::Site;
    /// # use confluence_client::wiki::Locator;
    /// let site = Site::data_center("https://wiki.example.com")?;
    /// let located = Locator::parse("https://wiki.example.com/display/DOCS/Plan.", &site)?;
    /// assert_eq!(located.shortened(), Some(Locator::parse("/display/DOCS/Plan", &site)?));
    /// # Ok::<_, confluence_client::Error>(())
    /// ```
    #[must_use]
    pub fn shortened(&self) -> Option<Self> {
        let Self::Title { space, title } = self else { return None };
        without_end(title)
            .map(|title| Self::Title { space: space.clone(), title: title.trim_end().to_owned() })
    }

    fn read(text: &str, site: &Site) -> Result<Self> {
        if is_id(text) {
            return Ok(Self::Id(text.into()));
        }
        let of_content = ["page", "blogpost", "folder", "whiteboard", "database", "embed"];
        if let Some((kind, id)) = of_ari(text, site)?
            && of_content.contains(&kind)
            && is_id(id)
        {
            return Ok(Self::Id(id.into()));
        }
        let unreadable = || {
            let said = "names no page: give its id, its URL as a browser shows it, or a short link";
            invalid(format!("{} {said}", quoted(text)))
        };
        let Some(address) = Address::parse(text, site)? else { return Err(unreadable()) };
        if let Some(why) = no_page(&address) {
            return Err(invalid(why));
        }
        let found = Self::of_address(&address).ok_or_else(unreadable)?;
        match (found, version_of(&address)) {
            (Self::Id(id), Some((name, version))) => match version.parse() {
                Ok(version) => Ok(Self::Version { id, version }),
                Err(_) => Err(invalid(format!("`{name}` of the URL is {}", quoted(&version)))),
            },
            (found, _) => Ok(found),
        }
    }

    fn of_address(address: &Address) -> Option<Self> {
        match address.segments().as_slice() {
            ["x", code, ..] => short_link(code).map(|id| Self::Id(id.into())),
            ["pages", "tinyurl.action"] => {
                short_link(&address.parameter("urlIdentifier")?).map(|id| Self::Id(id.into()))
            }
            ["display", space, title] => {
                Some(Self::Title { space: decoded(space).as_str().into(), title: decoded(title) })
            }
            // Blog posts lie under the day they were posted on.
            ["display", space, year, month, day, title] if is_date(year, month, day) => {
                Some(Self::Title { space: decoded(space).as_str().into(), title: decoded(title) })
            }
            ["api", "v2", kind, id, ..] if is_content(kind) && is_id(id) => Some(Self::Id((*id).into())),
            ["rest", "api" | "experimental", "content", id, ..] if is_id(id) => Some(Self::Id((*id).into())),
            ["plugins", "servlet", "mobile", ..] => {
                address.fragment().and_then(of_mobile).or_else(|| of_query(address))
            }
            ["spaces", _, "blog", rest @ ..] => of_id(behind_date(rest)),
            // What has no text here may be named all the same: whoever reads it is told what it is.
            ["spaces", _, "whiteboard" | "database" | "embed" | "history", rest @ ..] => of_id(rest),
            ["spaces", _, "pages" | "folder", rest @ ..] | ["pages", rest @ ..] => {
                of_id(rest).or_else(|| of_query(address))
            }
            // Exports, sources and apps name their page as a browser does.
            _ => of_query(address),
        }
    }
}

/// Says of a URL of this site what it is of, where that is no page.
fn no_page(address: &Address) -> Option<String> {
    let segments = address.segments();
    let last = segments.last().copied().unwrap_or_default();
    if matches!(last, "diffpagesbyversion.action" | "diffpages.action") {
        let page = address.id_of(&["pageId"]).map(|id| format!(" {id}")).unwrap_or_default();
        return Some(format!(
            "this is the URL of a comparison of versions of the page{page}: name the page by its id, and the versions \
             beside it"
        ));
    }
    match segments.as_slice() {
        ["l", "c" | "cp", ..] => Some(
            "this is a link for sharing, which only a browser follows: open it there, and give the URL that it leads to"
                .to_owned(),
        ),
        ["download", _, page, name, ..] if is_id(page) => Some(format!(
            "this is the URL of the file {}, and of no page; the page that has it is {page}",
            quoted(&decoded(name))
        )),
        // The address of a space's start may name its home page.
        ["spaces" | "display", _] | ["spaces", _, "overview" | "pages" | "blog"]
            if address.id_of(&OF_PAGES).is_none() =>
        {
            parts::space_of(address).map(|key| format!("this is the URL of the space {key}, and of no page"))
        }
        _ => None,
    }
}

/// The version that a URL is of, with the name of what says it: one of the parameters, or a part of the path.
fn version_of(address: &Address) -> Option<(&'static str, String)> {
    let segments = address.segments();
    let of_interface = match segments.as_slice() {
        ["api", "v2", _, _, "versions", version, ..] | ["rest", _, "content", _, "version", version, ..] => {
            return Some(("version", (*version).to_owned()));
        }
        ["api", "v2", _, _] | ["rest", _, "content", _] => true,
        [.., action] => *action == "revertpagebacktoversion.action",
        [] => false,
    };
    let said = |name: &'static str| Some((name, address.parameter(name)?.into_owned()));
    said("pageVersion").or_else(|| said("version").filter(|_| of_interface))
}

/// Whether a resource of Cloud's interface is something that stands in the tree of a space.
fn is_content(kind: &str) -> bool {
    matches!(kind, "pages" | "blogposts" | "folders" | "whiteboards" | "databases" | "embeds")
}

/// The id in `content/view/98765`, as the pages for telephones have it behind `#`.
fn of_mobile(fragment: &str) -> Option<Locator> {
    let rest = fragment.trim_start_matches('/').strip_prefix("content/view/")?;
    of_id(&[rest.split(['/', '?']).next()?])
}

/// The id in `98765/Title` or `edit-v2/98765`.
fn of_id(segments: &[&str]) -> Option<Locator> {
    let (["edit-v2" | "edit" | "viewinfo", id, ..] | [id, ..]) = segments else { return None };
    is_id(id).then(|| Locator::Id((*id).into()))
}

/// The parameters that name a page; the first one that does counts.
const OF_PAGES: [&str; 5] = ["pageId", "draftId", "homepageId", "contentId", "idOfPageToCopy"];

/// The id in `viewpage.action?pageId=98765` and `resumedraft.action?draftId=98765`, or the space and the title in
/// `viewpage.action?spaceKey=DOCS&title=A+title`.
fn of_query(address: &Address) -> Option<Locator> {
    let id = |names: &[&str]| address.id_of(names).map(|id| Locator::Id(id.into()));
    let is_odd = address.parameter("pageId").is_some_and(|id| !id.is_empty() && !is_id(&id));
    if is_odd {
        return None;
    }
    if let Some(page) = id(&["pageId", "draftId"]) {
        return Some(page);
    }
    let given = |name| address.parameter(name).filter(|value| !value.is_empty());
    // A title says more than what stands beside it.
    let by_title = given("spaceKey").zip(given("title"));
    by_title
        .map(|(space, title)| Locator::Title { space: space.as_ref().into(), title: title.into_owned() })
        .or_else(|| id(&OF_PAGES))
}

/// Blog posts lie under the day they were posted on.
fn behind_date<'s>(segments: &'s [&'s str]) -> &'s [&'s str] {
    match segments {
        [year, month, day, rest @ ..] if is_date(year, month, day) => rest,
        undated => undated,
    }
}

fn is_date(year: &str, month: &str, day: &str) -> bool {
    year.len() == 4 && month.len() == 2 && day.len() == 2 && is_id(&[year, month, day].concat())
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Older URLs write a space of the title as `+`.
fn decoded(segment: &str) -> String {
    percent_decode_str(&segment.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// A short link holds the id as base64 of its bytes, lowest first, without the zeros at the end.
fn short_link(code: &str) -> Option<u64> {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    // Confluence writes `-` for `/` and `_` for `+`, the other way round than RFC 4648.
    let swapped: String = code
        .chars()
        .map(|letter| match letter {
            '-' => '_',
            '_' => '-',
            other => other,
        })
        .collect();
    let padded = format!("{swapped:A<11}");
    let bytes = GeneralPurpose::new(&URL_SAFE, lenient).decode(padded).ok()?;
    let id = u64::from_le_bytes(bytes.try_into().ok()?);
    (id != 0).then_some(id)
}

fn invalid(said: impl Into<String>) -> Error {
    Error::new(ErrorKind::Invalid, "page").with_message(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Locator> {
        Locator::parse(text, &Site::cloud("https://x.atlassian.net").unwrap())
    }

    #[test]
    fn every_way_to_name_a_page() {
        let id = Locator::Id("98765".into());
        for text in [
            "98765",
            " 98765 ",
            "https://x.atlassian.net/wiki/spaces/DOCS/pages/98765/A+title",
            "https://x.atlassian.net/wiki/spaces/DOCS/pages/edit-v2/98765?draftShareId=1",
            "https://x.atlassian.net/wiki/pages/viewpage.action?pageId=98765",
            "https://x.atlassian.net/wiki/spaces/x/pages/98765/A+title?pageId=1",
            "https://x.atlassian.net/wiki/pages/resumedraft.action?draftId=98765&draftShareId=x",
            "/wiki/spaces/DOCS/blog/2026/11/23/98765/News",
            "/wiki/spaces/DOCS/blog/98765/News",
            "/wiki/spaces/blog/folder/98765",
            "https://x.atlassian.net/wiki/x/zYEB",
            // As people and the service write them without `/wiki`.
            "/spaces/DOCS/pages/98765/A+title",
            "https://x.atlassian.net/spaces/DOCS/pages/98765/A+title?atl_f=x&focusedCommentId=7",
            "/x/zYEB",
            "/pages/resumedraft.action?draftId=98765&draftShareId=x",
            "https://x.atlassian.net/wiki/pages/resumedraft.action?draftId=98765",
            "https://x.atlassian.net/wiki/api/v2/pages/98765",
            "https://x.atlassian.net/wiki/spaces/DOCS/whiteboard/98765",
            "https://x.atlassian.net/wiki/spaces/DOCS/database/98765/A+title",
            "https://x.atlassian.net/wiki/spaces/DOCS/history/98765",
            "/pages/tinyurl.action?urlIdentifier=zYEB",
            // As it is pasted out of a text.
            "x.atlassian.net/wiki/spaces/DOCS/pages/98765",
            "<https://x.atlassian.net/wiki/x/zYEB>",
            "[A title](https://x.atlassian.net/wiki/spaces/DOCS/pages/98765/A+title)",
            "[A title|https://x.atlassian.net/wiki/spaces/DOCS/pages/98765|smart-link]",
            "https://x.atlassian.net/wiki/spaces/DOCS/pages/98765.",
            "`98765`,",
            "pageId=98765",
            "?pageId=98765&draftId=1",
            "ari:cloud:confluence:ab-1:page/98765",
            "Hey, see https://x.atlassian.net/wiki/spaces/DOCS/pages/98765/A+title for it",
            "A title - Documentation - Confluence <https://x.atlassian.net/wiki/spaces/DOCS/pages/98765>",
            "(as on https://x.atlassian.net/wiki/x/zYEB), and https://elsewhere.example/x/zYEC",
            "/spaces/flyingpdf/pdfpageexport.action?pageId=98765",
            "https://x.atlassian.net/wiki/exportword?pageId=98765",
            "https://x.atlassian.net/wiki/spaces/DOCS/overview?homepageId=98765",
            "/pages/editpage.action?pageId=0&draftId=98765",
            "/pages/copypage.action?idOfPageToCopy=98765&spaceKey=DOCS",
            "/plugins/servlet/mobile?contentId=98765#content/view/98765",
            "/plugins/servlet/mobile#content/view/98765",
            "/plugins/servlet/of-an-app?pageId=98765&returnTo=%2Fpages%2Fviewpage.action%3FpageId%3D1",
            "/spaces/DOCS/pages/viewinfo/98765",
            "/wiki/api/v2/whiteboards/98765",
            "/wiki/api/v2/embeds/98765",
        ] {
            assert_eq!(parse(text).unwrap(), id, "{text}");
        }
        assert_eq!(
            parse("https://x.atlassian.net/wiki/display/DOCS/A+title%21").unwrap(),
            Locator::Title { space: "DOCS".into(), title: "A title!".into() }
        );
    }

    #[test]
    fn addresses_as_they_are_pasted() {
        let id = Locator::Id("98765".into());
        for text in [
            // As the source of a page has it.
            "/pages/resumedraft.action?draftShareId=x&amp;draftId=98765",
            // Pasted with something else in front of it, or twice.
            "http://x.atlassian.net/wiki/spaces/DOCS/pages/98765/A+title",
            "https://x.atlassian.net:443/wiki/spaces/DOCS/pages/98765",
            "https://x.atlassian.net./wiki/spaces/DOCS/pages/98765",
            "x.atlassian.net./wiki/spaces/DOCS/pages/98765",
            "https://x.atlassian.net//wiki/spaces/DOCS//pages/98765",
            "https://x.atlassian.net/wiki/wiki/spaces/DOCS/pages/98765",
            "/pages/viewpage.action;jsessionid=ABC?pageId=98765",
            // With what stands around it in a chat or a sentence.
            "<https://x.atlassian.net/wiki/spaces/DOCS/pages/98765|A title>",
            "**https://x.atlassian.net/wiki/spaces/DOCS/pages/98765**",
            "https://x.atlassian.net/wiki/spaces/DOCS/pages/98765)",
            "https://x.atlassian.net/wiki/spaces/DOCS/pages/98765]:",
            "https://x.atlassian.net/wiki/pages/viewpage.action?pageId=98765?",
            "https://x.atlassian.net/wiki/spaces/DOCS/pages/98765\u{2026}",
            "https://x.atlassian.net/wiki/spaces/DOCS/pages/98765\u{3002}",
            "\u{200b}https://x.atlassian.net/wiki/spaces/DOCS/pages/98765\u{200b}",
            // In the address of a login, or of what looks at links in mail.
            "https://x.atlassian.net/wiki/login.action?os_destination=%2Fpages%2Fviewpage.action%3FpageId%3D98765",
            "/dologin.action?os_destination=%2Fspaces%2FDOCS%2Fpages%2F98765&permissionViolation=true",
            "/plugins/servlet/samlsso?redirectTo=%2Fpages%2Fviewpage.action%3FpageId%3D98765",
            "https://id.atlassian.com/login?application=confluence&continue=https%3A%2F%2Fx.atlassian.net%2Fwiki%2Fspaces%2FDOCS%2Fpages%2F98765",
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.atlassian.net%2Fwiki%2Fx%2FzYEB&data=05",
            "see https://www.google.com/url?q=https%3A%2F%2Fx.atlassian.net%2Fwiki%2Fx%2FzYEB&sa=D for it",
            "https://urldefense.com/v3/__https://x.atlassian.net/wiki/spaces/DOCS/pages/98765/A*title__;Kw!!abc$",
            "/plugins/viewsource/viewpagesrc.action?pageId=98765",
        ] {
            assert_eq!(parse(text).unwrap(), id, "{text}");
        }
    }

    #[test]
    fn pages_by_space_and_title() {
        let title = |title: &str| Locator::Title { space: "DOCS".into(), title: title.into() };
        for text in [
            "/pages/viewpage.action?spaceKey=DOCS&title=Getting+started",
            "https://x.atlassian.net/wiki/pages/viewpage.action?title=Getting%20started&spaceKey=DOCS",
            "/display/DOCS/2026/11/29/Getting+started",
            "/rest/api/content?title=Getting%20started&spaceKey=DOCS",
            "/pages/viewpage.action?spaceKey=DOCS&amp;title=Getting+started",
        ] {
            assert_eq!(parse(text).unwrap(), title("Getting started"), "{text}");
        }
        for text in
            ["/display/DOCS/Getting+started.", "https://x.atlassian.net/wiki/display/DOCS/Getting+started)."]
        {
            let asked = parse(text).unwrap();
            assert_ne!(asked, title("Getting started"));
            assert_eq!(asked.shortened(), Some(title("Getting started")), "{text}");
        }
        assert_eq!(title("Plan (new)").shortened(), None);
        let site = Site::data_center("https://wiki.example.com/confluence").unwrap();
        for text in ["/display/DOCS/A", "https://wiki.example.com/confluence/display/DOCS/A"] {
            assert_eq!(Locator::parse(text, &site).unwrap(), title("A"), "{text}");
        }
    }

    #[test]
    fn addresses_of_the_gateway_are_of_the_site_behind_it() {
        let site = Site::cloud_gateway("https://x.atlassian.net", "ab-1", Site::GATEWAY).unwrap();
        let address = "https://api.atlassian.com/ex/confluence/ab-1/wiki/api/v2/pages/98765";
        assert_eq!(Locator::parse(address, &site).unwrap(), Locator::Id("98765".into()));
        let other = "https://api.atlassian.com/ex/confluence/zz-9/wiki/api/v2/pages/98765";
        assert!(Locator::parse(other, &site).is_err());
    }

    #[test]
    fn a_site_has_its_own_context_path() {
        let site = Site::data_center("https://wiki.example.com/x/pages").unwrap();
        let address = "https://wiki.example.com/x/pages/spaces/DOCS/blog/2026/11/23/98765/News";
        assert_eq!(Locator::parse(address, &site).unwrap(), Locator::Id("98765".into()));
        let elsewhere = "https://wiki.example.com/spaces/DOCS/pages/98765";
        assert_eq!(Locator::parse(elsewhere, &site).unwrap_err().kind(), ErrorKind::Invalid);
    }

    #[test]
    fn an_address_of_a_version_names_it() {
        for text in [
            "/pages/viewpage.action?pageId=98765&pageVersion=2",
            "/pages/viewpage.action?pageId=98765&amp;pageVersion=2",
            "/wiki/api/v2/pages/98765?version=2",
            "/wiki/api/v2/pages/98765/versions/2",
            "/rest/api/content/98765?status=historical&version=2",
            "/rest/api/content/98765/version/2",
            "/pages/revertpagebacktoversion.action?pageId=98765&version=2",
            "https://x.atlassian.net/wiki/spaces/DOCS/pages/98765/A+title?pageVersion=2",
        ] {
            assert_eq!(parse(text).unwrap(), Locator::Version { id: "98765".into(), version: 2 }, "{text}");
        }
    }

    #[test]
    fn what_is_an_address_of_something_else_is_told_as_that() {
        for (text, said) in [
            ("https://x.atlassian.net/wiki/l/cp/ab12", "only a browser follows"),
            ("/download/attachments/98765/install.sh", "the page that has it is 98765"),
            (
                "/pages/diffpagesbyversion.action?pageId=98765&selectedPageVersions=1",
                "a comparison of versions",
            ),
            ("/spaces/viewspace.action?key=DOCS", "of the space DOCS"),
            ("https://x.atlassian.net/wiki/spaces/DOCS/overview", "of the space DOCS"),
            ("/x/zYEB /x/zYEC, https://x.atlassian.net/a https://x.atlassian.net/b", "several URLs"),
            ("/pages/viewpage.action?pageId=98765&pageVersion=two", "pageVersion"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.to_string().contains(said), "{text}: {error}");
        }
        let site = Site::cloud_gateway("https://x.atlassian.net", "ab-1", Site::GATEWAY).unwrap();
        assert!(Locator::parse("ari:cloud:confluence:AB-1:page/7", &site).is_ok());
        assert!(Locator::parse("ari:cloud:confluence:zz-9:page/7", &site).is_err());
    }

    #[test]
    fn addresses_of_elsewhere_are_refused() {
        assert!(
            parse("https://evil.example/wiki/spaces/DOCS/pages/98765")
                .unwrap_err()
                .to_string()
                .contains("not of this site")
        );
        for text in [
            "",
            "A title",
            "https://x.atlassian.net/wiki/home",
            "../1",
            "/wiki/spaces/DOCS/blog/2026/11/23",
            "/wiki/spaces/DOCS/calendars/98765",
            // Of two that stand in it, nobody knows which one is meant.
            "https://y.example/?a=https%3A%2F%2Fx.atlassian.net%2Fwiki%2Fx%2FzYEB&b=https%3A%2F%2Fx.atlassian.net%2Fwiki%2Fx%2FzYEC",
            "https://x.atlassian.net:8443/wiki/spaces/DOCS/pages/98765",
        ] {
            assert_eq!(parse(text).unwrap_err().kind(), ErrorKind::Invalid, "{text}");
        }
    }

    #[test]
    fn an_address_is_of_the_site_that_it_names() {
        let site = Site::cloud("https://x.atlassian.net").unwrap();
        let is_of = |text: &str| Locator::is_address_of(text, &site);
        for own in [
            "http://x.atlassian.net/wiki/spaces/DOCS",
            "x.atlassian.net/wiki/spaces/DOCS",
            "<https://x.atlassian.net/wiki/x/zYEB|A title>",
            "https://y.example/?url=https%3A%2F%2Fx.atlassian.net%2Fwiki%2Fx%2FzYEB",
        ] {
            assert!(is_of(own), "{own}");
        }
        for other in ["/wiki/spaces/DOCS", "pageId=98765", "DOCS", "98765", "https://y.example/wiki/x/zYEB"] {
            assert!(!is_of(other), "{other}");
        }
    }
}
