//! The ways in which people name what belongs to a page or lies around it: files, comments, spaces.

use super::address::{Address, of_ari, quoted, read_pasted, unwrapped, without_end};
use super::{Locator, decoded, invalid, is_id};
use crate::error::{Error, Result};
use crate::ids::{AttachmentId, CommentId, ContentId, SpaceKey};
use crate::site::{Deployment, Site};

/// How a file was named: by id, or by its page and its name.
///
/// ```
/// use confluence_client::Site;
/// use confluence_client::wiki::FileLocator;
///
/// let site = Site::cloud("https://example.atlassian.net")?;
/// assert_eq!(FileLocator::parse("att7", &site)?, FileLocator::Id("att7".into()));
/// let address = "https://example.atlassian.net/wiki/download/attachments/98765/plan.pdf?version=2";
/// let named = FileLocator::Named { page: "98765".into(), name: "plan.pdf".into(), version: Some(2) };
/// assert_eq!(FileLocator::parse(address, &site)?, named);
/// # Ok::<_, confluence_client::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileLocator {
    /// By id.
    Id(AttachmentId),
    /// By its page and its name.
    Named {
        /// The page, blog post or other content that it is attached to.
        page: ContentId,
        /// Its name.
        name: String,
        /// The version that the URL is of.
        version: Option<u64>,
    },
    /// By the title of its page and its name.
    Titled {
        /// The space.
        space: SpaceKey,
        /// The title of the page.
        title: String,
        /// Its name.
        name: String,
    },
}

impl FileLocator {
    /// Parses the id of a file, its URL, or that of a page on which a browser shows it.
    ///
    /// # Errors
    /// `Invalid` if the text is none of these, or the URL is of another site.
    pub fn parse(text: &str, site: &Site) -> Result<Self> {
        read_pasted(text, |text| {
            if is_file_id(text) {
                return Ok(Self::Id(text.into()));
            }
            if let Some(("attachment", id)) = of_ari(text, site)? {
                return Ok(Self::Id(id.into()));
            }
            let found = Address::parse(text, site)?.and_then(|address| Self::of_address(&address, site));
            found.ok_or_else(|| {
                invalid(format!("{} names no file: give its id, or its URL of this site", quoted(text)))
            })
        })
    }

    /// The same without what ends a sentence at the end of its name, for a name that no file has. `None` where nothing does.
    ///
    /// ```
    /// # use confluence_client::Site;
    /// # use confluence_client::wiki::FileLocator;
    /// let site = Site::data_center("https://wiki.example.com")?;
    /// let located = FileLocator::parse("/download/attachments/98765/plan.pdf.", &site)?;
    /// assert_eq!(located.shortened(), Some(FileLocator::parse("/download/attachments/98765/plan.pdf", &site)?));
    /// # Ok::<_, confluence_client::Error>(())
    /// ```
    #[must_use]
    pub fn shortened(&self) -> Option<Self> {
        let mut shorter = self.clone();
        let (Self::Named { name, .. } | Self::Titled { name, .. }) = &mut shorter else { return None };
        *name = without_end(name)?.trim_end().to_owned();
        Some(shorter)
    }

    fn of_address(address: &Address, site: &Site) -> Option<Self> {
        // A page that shows one of its files: `?preview=/98765/att7/plan.pdf`.
        if let Some(preview) = address.parameter("preview") {
            let id = preview.split('/').filter(|part| !part.is_empty()).nth(1).filter(|id| is_file_id(id))?;
            let bare = is_id(id) && site.deployment() == Deployment::Cloud;
            return Some(Self::Id(if bare { format!("att{id}").into() } else { id.into() }));
        }
        let version = || address.parameter("version").and_then(|version| version.parse().ok());
        match address.segments().as_slice() {
            ["download", _, "embedded-page", space, title, name, ..] => Some(Self::Titled {
                space: decoded(space).as_str().into(),
                title: decoded(title),
                name: decoded(name),
            }),
            [.., "downloadattachment.action"] => Some(Self::Named {
                page: address.id_of(&["pageId"])?.into(),
                name: address.parameter("fileName").filter(|name| !name.is_empty())?.into_owned(),
                version: version(),
            }),
            ["download", "attachments" | "thumbnails", page, name, ..] if is_id(page) => {
                Some(Self::Named { page: (*page).into(), name: decoded(name), version: version() })
            }
            ["rest", "api", "content", _, "child", "attachment", id, ..]
            | ["api", "v2", "attachments", id, ..]
                if is_file_id(id) =>
            {
                Some(Self::Id((*id).into()))
            }
            _ => None,
        }
    }
}

impl Locator {
    /// The id of a comment: given as it is, or in the URL of a comment as a browser shows it.
    ///
    /// ```
    /// # use confluence_client::Site;
    /// # use confluence_client::wiki::Locator;
    /// let site = Site::cloud("https://example.atlassian.net")?;
    /// let address = "https://example.atlassian.net/wiki/spaces/DOCS/pages/98765/A+title?focusedCommentId=7";
    /// assert_eq!(Locator::comment_of(address, &site)?.as_str(), "7");
    /// # Ok::<_, confluence_client::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Invalid` if the text is neither, or the URL is of another site.
    pub fn comment_of(text: &str, site: &Site) -> Result<CommentId> {
        read_pasted(text, |text| {
            let bare = text.trim_start_matches('#');
            let bare = bare.strip_prefix("comment-").unwrap_or(bare);
            if is_id(bare) {
                return Ok(bare.into());
            }
            if let Some(("comment", id)) = of_ari(text, site)? {
                return Ok(id.into());
            }
            let found = Address::parse(text, site)?.and_then(|address| comment_of(&address));
            found.map(Into::into).ok_or_else(|| {
                invalid(format!("{} names no comment: give its id, or its URL of this site", quoted(text)))
            })
        })
    }

    /// The key of a space: given as it is, or in a URL of the space or of what lies in it. What is no URL counts
    /// as a key.
    ///
    /// ```
    /// # use confluence_client::Site;
    /// # use confluence_client::wiki::Locator;
    /// let site = Site::cloud("https://example.atlassian.net")?;
    /// let address = "https://example.atlassian.net/wiki/spaces/DOCS/overview";
    /// assert_eq!(Locator::space_of(address, &site)?.as_str(), "DOCS");
    /// # Ok::<_, confluence_client::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Invalid` if it is a URL that names no space, or of another site.
    pub fn space_of(text: &str, site: &Site) -> Result<SpaceKey> {
        let text = unwrapped(text);
        if let Some(("space", id)) = of_ari(text, site)? {
            return Err(number_of_a_space(id));
        }
        // The key of a space has none of the signs that end a sentence.
        let shorter = unwrapped(without_end(text).unwrap_or(text));
        let Some(address) = Address::parse(shorter, site)? else { return Ok(text.into()) };
        if let ["api", "v2", "spaces", id, ..] = address.segments().as_slice()
            && is_id(id)
        {
            return Err(number_of_a_space(id));
        }
        space_of(&address).map(|key| key.as_str().into()).ok_or_else(|| {
            invalid(format!("{} names no space: give its key, or the URL of a space", quoted(text)))
        })
    }
}

/// Where the REST API has a number, a key that is a number would be of another space.
fn number_of_a_space(id: &str) -> Error {
    invalid(format!("{} is the id of a space: give its key, or the URL of its overview", quoted(id)))
}

fn comment_of(address: &Address) -> Option<String> {
    if let Some(id) = address.id_of(&["focusedCommentId", "focusedId", "commentId"]) {
        return Some(id);
    }
    if let Some(id) = address.fragment().and_then(|fragment| fragment.strip_prefix("comment-")) {
        return is_id(id).then(|| id.to_owned());
    }
    match address.segments().as_slice() {
        ["api", "v2", "footer-comments" | "inline-comments", id, ..] | ["rest", "api", "content", id, ..] => {
            is_id(id).then(|| (*id).to_owned())
        }
        _ => None,
    }
}

/// The key of the space that a URL is of, or that it lies in.
pub(super) fn space_of(address: &Address) -> Option<String> {
    let segments = address.segments();
    let key = match segments.as_slice() {
        ["spaces" | "display", key, ..] if !key.ends_with(".action") => decoded(key),
        ["rest", "api", "space", key, ..] | ["api", "v2", "spaces", key, ..] => decoded(key),
        _ => address.parameter("spaceKey").or_else(|| address.parameter("key"))?.into_owned(),
    };
    (!key.is_empty()).then_some(key)
}

/// Files have ids of their own kind on Cloud.
fn is_file_id(text: &str) -> bool {
    is_id(text.strip_prefix("att").unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site::cloud("https://x.atlassian.net").unwrap()
    }

    #[test]
    fn files_are_named_by_their_ids_and_addresses() {
        for (text, id) in [
            ("65546", "65546"),
            ("<att7>", "att7"),
            ("https://x.atlassian.net/wiki/spaces/D/pages/1/T?preview=/65543/65546", "att65546"),
            ("/wiki/spaces/D/pages/1?preview=%2F65543%2Fatt65546%2Fplan.pdf", "att65546"),
            ("/wiki/rest/api/content/1/child/attachment/att7/download", "att7"),
            ("https://x.atlassian.net/wiki/api/v2/attachments/att7", "att7"),
            ("ari:cloud:confluence:ab-1:attachment/att7", "att7"),
            ("**https://x.atlassian.net/wiki/api/v2/attachments/att7**.", "att7"),
            ("`att7`,", "att7"),
        ] {
            assert_eq!(FileLocator::parse(text, &site()).unwrap(), FileLocator::Id(id.into()), "{text}");
        }
        let named = FileLocator::Named { page: "65543".into(), name: "a b.sh".into(), version: None };
        assert_eq!(FileLocator::parse("/download/attachments/65543/a%20b.sh", &site()).unwrap(), named);
        for text in [
            "/pages/downloadattachment.action?pageId=65543&fileName=a+b.sh",
            "<https://x.atlassian.net/wiki/download/attachments/65543/a%20b.sh|a b.sh>",
        ] {
            assert_eq!(FileLocator::parse(text, &site()).unwrap(), named, "{text}");
        }
        let titled =
            FileLocator::Titled { space: "DOCS".into(), title: "A title".into(), name: "a.sh".into() };
        let embedded = "/download/attachments/embedded-page/DOCS/A+title/a.sh";
        assert_eq!(FileLocator::parse(embedded, &site()).unwrap(), titled);
        for wrong in
            ["", "install.sh", "https://y.example/download/attachments/1/a", "/wiki/spaces/D/pages/1"]
        {
            assert!(FileLocator::parse(wrong, &site()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn comments_are_named_by_their_ids_and_addresses() {
        for text in [
            "65548",
            "https://x.atlassian.net/wiki/spaces/D/pages/1/T?focusedCommentId=65548",
            "/wiki/pages/viewpage.action?pageId=1&focusedCommentId=65548#comment-65548",
            "[here](https://x.atlassian.net/wiki/spaces/D/pages/1/T#comment-65548)",
            "https://x.atlassian.net/wiki/api/v2/footer-comments/65548",
            "comment-65548",
            "#comment-65548",
            "focusedCommentId=65548",
            "https://x.atlassian.net/wiki/login.action?os_destination=%2Fpages%2Fviewpage.action%3FpageId%3D1%26focusedCommentId%3D65548",
            "https://x.atlassian.net/wiki/spaces/D/pages/1/T?focusedCommentId=65548).",
        ] {
            assert_eq!(Locator::comment_of(text, &site()).unwrap().as_str(), "65548", "{text}");
        }
        for wrong in ["Nice!", "", "https://x.atlassian.net/wiki/spaces/D/pages/1/T"] {
            assert!(Locator::comment_of(wrong, &site()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn spaces_are_named_by_their_keys_and_addresses() {
        for text in [
            "DOCS",
            "https://x.atlassian.net/wiki/spaces/DOCS/overview",
            "x.atlassian.net/wiki/spaces/DOCS",
            "/spaces/viewspace.action?key=DOCS",
            "<https://x.atlassian.net/wiki/display/DOCS>",
            "/pages/viewpage.action?spaceKey=DOCS&title=A",
            "/pages/viewpage.action?title=A&amp;spaceKey=DOCS",
            "https://x.atlassian.net/wiki/spaces/DOCS.",
            "http://x.atlassian.net/wiki/spaces/DOCS),",
            "https://x.atlassian.net/login?dest-url=%2Fwiki%2Fspaces%2FDOCS",
        ] {
            assert_eq!(Locator::space_of(text, &site()).unwrap().as_str(), "DOCS", "{text}");
        }
        for wrong in ["https://x.atlassian.net/wiki/home", "https://y.example/spaces/DOCS"] {
            assert!(Locator::space_of(wrong, &site()).is_err(), "{wrong}");
        }
    }
}
