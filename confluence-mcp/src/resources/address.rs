//! The addresses of resources.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// How every address begins.
pub(crate) const SCHEME: &str = "confluence://";

/// What RFC 3986 leaves as it is in a segment.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An address: what is there, and on which site where there are several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) target: Target,
    pub(crate) site: Option<String>,
}

/// What there is to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// How pages are written.
    Syntax,
    /// A page or blog post, by id.
    Page(String),
    /// A page, by space and exact title.
    Title {
        /// Key of the space.
        space: String,
        /// The title.
        title: String,
    },
    /// A space, by key.
    Space(String),
    /// A file, by the id of its page and its name.
    Attachment {
        /// Id of the page.
        page: String,
        /// Name of the file.
        name: String,
    },
}

impl Address {
    /// Reads an address; `None` if it is none of ours.
    pub(crate) fn parse(uri: &str) -> Option<Self> {
        let rest = uri.strip_prefix(SCHEME)?;
        let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
        let site = match query {
            None => None,
            Some(query) => Some(decoded(query.strip_prefix("site=")?)?),
        };
        let segments: Option<Vec<String>> = path.split('/').map(decoded).collect();
        let target = match segments?.as_slice() {
            [syntax] if syntax == "syntax" => Target::Syntax,
            [pages, id] if pages == "pages" => Target::Page(digits(id)?),
            [spaces, key] if spaces == "spaces" => Target::Space(key.clone()),
            [spaces, space, pages, title] if spaces == "spaces" && pages == "pages" => {
                Target::Title { space: space.clone(), title: title.clone() }
            }
            [pages, id, files, name] if pages == "pages" && files == "attachments" => {
                Target::Attachment { page: digits(id)?, name: name.clone() }
            }
            _ => return None,
        };
        Some(Self { target, site })
    }
}

fn decoded(segment: &str) -> Option<String> {
    let text = percent_decode_str(segment).decode_utf8().ok()?.into_owned();
    (!text.is_empty()).then_some(text)
}

fn digits(id: &str) -> Option<String> {
    id.bytes().all(|byte| byte.is_ascii_digit()).then(|| id.to_owned())
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded = |text| utf8_percent_encode(text, RESERVED);
        formatter.write_str(SCHEME)?;
        match &self.target {
            Target::Syntax => formatter.write_str("syntax")?,
            Target::Page(id) => write!(formatter, "pages/{}", encoded(id))?,
            Target::Space(key) => write!(formatter, "spaces/{}", encoded(key))?,
            Target::Title { space, title } => {
                write!(formatter, "spaces/{}/pages/{}", encoded(space), encoded(title))?;
            }
            Target::Attachment { page, name } => {
                write!(formatter, "pages/{}/attachments/{}", encoded(page), encoded(name))?;
            }
        }
        match &self.site {
            Some(site) => write!(formatter, "?site={}", encoded(site)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_reads_back() {
        for (uri, what) in [
            ("confluence://syntax", Target::Syntax),
            ("confluence://pages/42", Target::Page("42".into())),
            ("confluence://spaces/~ada", Target::Space("~ada".into())),
            (
                "confluence://spaces/DOCS/pages/A%2FB%20%3F%20C",
                Target::Title { space: "DOCS".into(), title: "A/B ? C".into() },
            ),
            (
                "confluence://pages/42/attachments/a%20b.txt",
                Target::Attachment { page: "42".into(), name: "a b.txt".into() },
            ),
        ] {
            for site in [None, Some("one two".to_owned())] {
                let address = Address { target: what.clone(), site };
                assert_eq!(Address::parse(&address.to_string()), Some(address.clone()));
            }
            assert_eq!(Address { target: what, site: None }.to_string(), uri);
        }
    }

    #[test]
    fn what_is_no_address_of_ours_is_none() {
        for uri in [
            "https://x/pages/1",
            "confluence://pages/",
            "confluence://pages/../1",
            "confluence://pages/%2e%2e",
            "confluence://pages/1/",
            "confluence://pages/1?token=x",
            "confluence://pages/1/attachments",
            "confluence://spaces",
            "confluence://",
            "confluence://pages/%ff",
        ] {
            assert_eq!(Address::parse(uri), None, "{uri}");
        }
    }
}
