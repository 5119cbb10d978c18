//! Addresses as people paste them: with what stands around them in a text, without the scheme, or relative.

use std::borrow::Cow;

use url::Url;

use super::{invalid, is_id};
use crate::error::Result;
use crate::site::Site;

/// How much of a text an error quotes.
const MOST_QUOTED: usize = 200;

/// An address of one site.
pub(super) struct Address {
    url: Url,
    path: String,
}

impl Address {
    /// Reads an address; `None` where the text is none.
    ///
    /// # Errors
    /// `Invalid` if it is of another site, or if there are several.
    pub(super) fn parse(text: &str, site: &Site) -> Result<Option<Self>> {
        let several = text.split([',', ';', ' ', '\t', '\n', '\r']).filter(|part| part.contains("://"));
        let is_several = several.count() > 1;
        // In a sentence the one address of this site is the one that is meant.
        let text = match only_one_of(text, site) {
            Some(address) if is_several || absolute(text, site).is_none() => address,
            _ if is_several => {
                return Err(invalid(format!("{} holds several addresses: give one", quoted(text))));
            }
            _ => text,
        };
        let Some(url) = absolute(text, site) else { return Ok(None) };
        if !site.has(&url) {
            return Err(invalid(format!("the address is not of this site, which is {}", site.base())));
        }
        // The service's own links are relative to its context path, those of a page to the host.
        let path = match site.path_within(&url) {
            Some(path) => path.to_owned(),
            None if text.starts_with('/') => url.path().to_owned(),
            None => return Err(invalid(format!("{} is no address within {}", quoted(text), site.base()))),
        };
        Ok(Some(Self { url, path }))
    }

    /// The parts of its path within the site, as they are written.
    pub(super) fn segments(&self) -> Vec<&str> {
        self.path.split('/').filter(|segment| !segment.is_empty()).collect()
    }

    /// The value of a parameter of the query.
    pub(super) fn parameter(&self, wanted: &str) -> Option<Cow<'_, str>> {
        self.url.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value)
    }

    /// The value of the first of these parameters that is an id.
    pub(super) fn id_of(&self, wanted: &[&str]) -> Option<String> {
        let id = |name: &&str| self.parameter(name).filter(|id| is_id(id)).map(Cow::into_owned);
        wanted.iter().find_map(id)
    }

    /// What stands behind `#`.
    pub(super) fn fragment(&self) -> Option<&str> {
        self.url.fragment()
    }
}

/// The only address of this site among the words of a text.
fn only_one_of<'t>(text: &'t str, site: &Site) -> Option<&'t str> {
    let address = |word: &'t str| {
        // What stands around it may be open on one side alone: `(see https://...)`.
        let start = word.find("https://").or_else(|| word.find("http://"))?;
        let ends = |sign: char| matches!(sign, '>' | ')' | ']' | '|' | '`' | '"' | ',' | ';');
        let address = word.get(start..)?.split(ends).next()?;
        let address = without_end(address).unwrap_or(address);
        Url::parse(address).is_ok_and(|url| site.has(&url)).then_some(address)
    };
    let mut found = text.split_whitespace().filter_map(address);
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

fn absolute(text: &str, site: &Site) -> Option<Url> {
    let base = Url::parse(site.base()).ok()?;
    if text.starts_with('/') {
        return base.join(text).ok();
    }
    let query = text.strip_prefix('?').unwrap_or(text);
    if ["pageId=", "draftId="].iter().any(|name| query.starts_with(name)) {
        return Url::parse(&format!("{}/pages/viewpage.action?{query}", site.base())).ok();
    }
    let host = match (base.host_str(), base.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    };
    let starts = text.get(..host.len()).is_some_and(|start| start.eq_ignore_ascii_case(&host));
    if starts && text.get(host.len()..).is_some_and(|rest| rest.starts_with('/')) {
        return Url::parse(&format!("{}://{text}", base.scheme())).ok();
    }
    Url::parse(text).ok().filter(Url::has_host)
}

/// The text without what stands around an address in Markdown, in wiki markup or in a sentence.
pub(super) fn unwrapped(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = inside(text) {
        text = inner.trim();
    }
    text
}

fn inside(text: &str) -> Option<&str> {
    const PAIRS: [(char, char); 6] =
        [('<', '>'), ('`', '`'), ('"', '"'), ('\'', '\''), ('(', ')'), ('\u{201c}', '\u{201d}')];

    let within = |(open, close): &(char, char)| text.strip_prefix(*open)?.strip_suffix(*close);
    if let Some(inner) = PAIRS.iter().find_map(within) {
        return Some(inner);
    }
    let link = text.strip_prefix('[')?;
    if let Some((_, target)) = link.split_once("](") {
        return target.strip_suffix(')')?.split_whitespace().next();
    }
    link.strip_suffix(']')?.split('|').find(|part| part.contains("://"))
}

/// The text without the sign that ends a sentence, where it has one.
pub(super) fn without_end(text: &str) -> Option<&str> {
    let shorter = text.trim_end_matches([',', ';', '.', '!']);
    (shorter.len() < text.len() && !shorter.is_empty()).then_some(shorter)
}

/// The kind and the id that a resource identifier of Atlassian holds, such as `ari:cloud:confluence:CLOUD:page/98765`.
///
/// # Errors
/// `Invalid` if it is of another site, as far as that is known.
pub(super) fn of_ari<'t>(text: &'t str, site: &Site) -> Result<Option<(&'t str, &'t str)>> {
    let Some((cloud_id, resource)) =
        text.strip_prefix("ari:cloud:confluence:").and_then(|rest| rest.split_once(':'))
    else {
        return Ok(None);
    };
    if site.cloud_id().is_some_and(|own| !own.eq_ignore_ascii_case(cloud_id) && !cloud_id.is_empty()) {
        return Err(invalid(format!("{} is not of this site, which is {}", quoted(text), site.base())));
    }
    Ok(resource.split_once('/').map(|(kind, id)| (kind, id.split('/').next().unwrap_or(id))))
}

/// A text as an error quotes it.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(MOST_QUOTED) {
        Some((end, _)) => format!("\"{}…\"", text.get(..end).unwrap_or_default()),
        None => format!("\"{text}\""),
    }
}
