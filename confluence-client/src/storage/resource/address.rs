//! Our URLs, taken apart, and what is missing in one.

use super::{Resource, ResourceKind};
use crate::storage::text::{part, slice};

impl Resource {
    /// Reads one of our URLs; `None` means that it is an ordinary URL.
    pub(crate) fn parse(uri: &str) -> Option<Self> {
        let (address, anchor) = parted(uri);
        let anchor = anchor.map(decoded);
        if address.is_empty() {
            return Some(Self { kind: ResourceKind::Here, anchor });
        }
        let (scheme, rest) = address.split_once(':')?;
        Some(Self { kind: kind(scheme, rest)?, anchor })
    }
}

/// A URL, and the place on the page that it names. A `#` at the end, or beside a blank or another one, is part of a
/// title: `page:C#`, `page:Issue #42`. Right behind the scheme it is none: `page:#`.
fn parted(uri: &str) -> (&str, Option<&str>) {
    let colon = uri.find(':');
    let begins = |&(at, _): &(usize, &str)| {
        let (before, behind) = (slice(uri, ..at), slice(uri, at + 1..));
        let is_scheme = colon.is_some_and(|colon| colon + 1 == at);
        at == 0
            || is_scheme
            || !before.ends_with(' ') && !behind.is_empty() && !behind.starts_with([' ', '#'])
    };
    match uri.match_indices('#').find(begins) {
        Some((at, _)) => (slice(uri, ..at), Some(slice(uri, at + 1..))),
        None => (uri, None),
    }
}

/// One of our schemes is never a URL of the web, whatever is missing behind it.
fn kind(scheme: &str, rest: &str) -> Option<ResourceKind> {
    Some(match scheme {
        "page" => page(rest),
        "blog" => {
            let mut parts = rest.splitn(3, '/').map(decoded).collect::<Vec<_>>();
            let title = parts.pop().unwrap_or_default();
            let day = parts.pop().unwrap_or_default().replace('-', "/");
            ResourceKind::Blog { space: parts.pop(), day, title }
        }
        "attachment" => match rest.rsplit_once('/') {
            Some((place, file)) => {
                let named = match place.split_once(':') {
                    Some((scheme @ ("blog" | "content"), rest)) => kind(scheme, rest)?,
                    _ => page(place.strip_prefix('/').unwrap_or(place)),
                };
                ResourceKind::Attachment { page: Some(Box::new(named)), file: decoded(file) }
            }
            None => ResourceKind::Attachment { page: None, file: decoded(rest) },
        },
        "space" => ResourceKind::Space(decoded(rest)),
        "user" => ResourceKind::User(decoded(rest)),
        "content" => ResourceKind::Content(decoded(rest)),
        "shortcut" => {
            let (key, parameter) = rest.split_once('/').unwrap_or((rest, ""));
            ResourceKind::Shortcut { key: decoded(key), parameter: decoded(parameter) }
        }
        _ => return None,
    })
}

fn page(rest: &str) -> ResourceKind {
    match rest.split_once('/') {
        Some((space, title)) => ResourceKind::Page { space: Some(decoded(space)), title: decoded(title) },
        None => ResourceKind::Page { space: None, title: decoded(rest) },
    }
}

impl ResourceKind {
    /// What a URL must name and this one does not.
    pub(crate) fn lacks(&self) -> Option<&'static str> {
        let empty = |text: &str| text.trim().is_empty();
        match self {
            Self::Page { title, .. } if empty(title) => Some("page"),
            Self::Blog { title, .. } if empty(title) => Some("blog post"),
            Self::Blog { day, .. } if !is_day(day) => Some("day"),
            Self::Attachment { file, .. } if empty(file) => Some("file"),
            Self::Attachment { page: Some(page), .. } => page.lacks(),
            Self::Space(key) if empty(key) || key.contains(char::is_whitespace) => Some("space"),
            Self::User(id) if empty(id) => Some("person"),
            Self::Content(id) if !is_number(id) => Some("content by its id"),
            Self::Shortcut { key, parameter } if empty(key) || empty(parameter) => {
                Some("shortcut with its text")
            }
            _ => None,
        }
    }
}

/// Whether a blog post can be of a day, written as it is stored.
fn is_day(day: &str) -> bool {
    day.len() == "2026/11/23".len() && day.replace('/', "-").parse::<jiff::civil::Date>().is_ok()
}

fn is_number(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        let digits = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match digits.filter(|_| first == b'%').and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = part(tail, 2..);
            }
            None => {
                out.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}
