//! The ways in which people name a page.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;
use url::Url;

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::site::Site;

/// How a page was named: by id, or by space and title.
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
}

impl Locator {
    /// Reads an id, an address of this site as a browser shows it, or a short link.
    ///
    /// # Errors
    /// `Invalid` if the text is none of these, or the address is of another site.
    pub fn parse(text: &str, site: &Site) -> Result<Self> {
        let text = text.trim();
        if is_id(text) {
            return Ok(Self::Id(text.into()));
        }
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(_) if text.starts_with("/") => relative(text, site)?,
            Err(_) => return Err(unreadable()),
        };
        if !site.owns(&url) {
            return Err(invalid("the address is not of this site"));
        }
        Self::of_address(&url).ok_or_else(unreadable)
    }

    fn of_address(url: &Url) -> Option<Self> {
        if let Some((_, id)) = url.query_pairs().find(|(name, _)| name == "pageId") {
            return is_id(&id).then(|| Self::Id(id.as_ref().into()));
        }
        let segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
        let behind = |name: &str| {
            let at = segments.iter().position(|segment| *segment == name)?;
            segments.get(at + 1..)
        };
        if let Some([short, ..]) = behind("x") {
            return short_link(short).map(|id| Self::Id(id.into()));
        }
        for collection in ["pages", "blog", "folder", "edit-v2", "blogposts"] {
            let id = behind(collection).and_then(|rest| rest.iter().find(|segment| is_id(segment)));
            if let Some(id) = id {
                return Some(Self::Id((*id).into()));
            }
        }
        match behind("display") {
            Some([space, title]) => {
                Some(Self::Title { space: decoded(space).as_str().into(), title: decoded(title) })
            }
            _ => None,
        }
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn relative(path: &str, site: &Site) -> Result<Url> {
    let base = Url::parse(site.base()).map_err(|_| unreadable())?;
    base.join(path).map_err(|_| unreadable())
}

/// Older addresses write a space of the title as `+`.
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

fn unreadable() -> Error {
    invalid("a page is named by its id, its address, a short link, or by space and title")
}

fn invalid(said: &str) -> Error {
    Error::new(ErrorKind::Invalid, "page").said(said)
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
            "/wiki/spaces/DOCS/blog/2026/11/23/98765/News".replace("2026/11/23/", "").as_str(),
            "https://x.atlassian.net/wiki/x/zYEB",
        ] {
            assert_eq!(parse(text).unwrap(), id, "{text}");
        }
        assert_eq!(
            parse("https://x.atlassian.net/wiki/display/DOCS/A+title%21").unwrap(),
            Locator::Title { space: "DOCS".into(), title: "A title!".into() }
        );
    }

    #[test]
    fn addresses_of_elsewhere_are_refused() {
        assert!(
            parse("https://evil.example/wiki/spaces/DOCS/pages/98765")
                .unwrap_err()
                .to_string()
                .contains("not of this site")
        );
        for text in ["", "A title", "https://x.atlassian.net/wiki/home", "../1"] {
            assert_eq!(parse(text).unwrap_err().kind(), ErrorKind::Invalid, "{text}");
        }
    }
}
