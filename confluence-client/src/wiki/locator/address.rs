//! URLs as people paste them: with what stands around them in a text, without the scheme, or relative.

use std::borrow::Cow;

use url::Url;

use super::{OF_PAGES, invalid, is_id};
use crate::error::Result;
use crate::invisible::is_invisible;
use crate::site::Site;

/// How much of a text an error quotes.
const MOST_QUOTED: usize = 200;

/// A URL of one site.
pub(super) struct Address {
    url: Url,
    path: String,
    /// Whether the host stands in it.
    names_host: bool,
}

impl Address {
    /// Reads a URL; `None` where the text is none. One in which the URL of this site stands, such as that of a
    /// login or of what looks at links in mail, is the URL in it.
    ///
    /// # Errors
    /// `Invalid` if it is of another site, or if there are several.
    pub(super) fn parse(text: &str, site: &Site) -> Result<Option<Self>> {
        // As the source of a page of HTML has it.
        let text = text.replace("&amp;", "&");
        let several = text.split([',', ';', ' ', '\t', '\n', '\r']).filter(|part| part.contains("://"));
        let is_several = several.count() > 1;
        // In a sentence the one address of this site is the one that is meant.
        let text = match only_one_of(&text, site) {
            Some(address) if is_several || absolute(&text, site).is_none() => address,
            _ if is_several => {
                return Err(invalid(format!("{} holds several URLs: give one", quoted(&text))));
            }
            _ => &text,
        };
        let Some(url) = absolute(text, site) else { return Ok(None) };
        if let Some(inner) = held_in(&url, site)
            && let Some(url) = absolute(&inner, site)
        {
            return Self::within(&inner, url, site).map(Some);
        }
        Self::within(text, url, site).map(Some)
    }

    fn within(text: &str, url: Url, site: &Site) -> Result<Self> {
        if !site.has(&url) {
            return Err(invalid(format!("the URL is not of this site, which is {}", site.base())));
        }
        // The service's own links are relative to its context path, those of a page to the host.
        let path = match site.path_within(&url) {
            Some(path) => path,
            None if text.starts_with('/') => url.path(),
            None => return Err(invalid(format!("{} is not a URL within {}", quoted(text), site.base()))),
        };
        let path = without_session(path);
        let names_host = !is_relative(text);
        Ok(Self { url, path, names_host })
    }

    /// Whether the host of the site stands in it, so that it is of no other one.
    pub(super) fn names_host(&self) -> bool {
        self.names_host
    }

    /// The parts of its path within the site, as they are written.
    pub(super) fn segments(&self) -> Vec<&str> {
        self.path.split('/').filter(|segment| !segment.is_empty()).collect()
    }

    /// The value of a parameter of the query.
    pub(super) fn parameter(&self, wanted: &str) -> Option<Cow<'_, str>> {
        self.url.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value)
    }

    /// The value of the first of these parameters that is an id; drafts have `pageId=0`.
    pub(super) fn id_of(&self, wanted: &[&str]) -> Option<String> {
        let is_one = |id: &Cow<'_, str>| is_id(id) && id.bytes().any(|digit| digit != b'0');
        let id = |name: &&str| self.parameter(name).filter(is_one).map(Cow::into_owned);
        wanted.iter().find_map(id)
    }

    /// What stands behind `#`.
    pub(super) fn fragment(&self) -> Option<&str> {
        self.url.fragment()
    }
}

/// The only URL of this site among the words of a text.
fn only_one_of<'t>(text: &'t str, site: &Site) -> Option<&'t str> {
    let address = |word: &'t str| {
        // What stands around it may be open on one side alone: `(see https://...)`.
        let start = word.find("https://").or_else(|| word.find("http://"))?;
        let ends = |sign: char| matches!(sign, '>' | ')' | ']' | '|' | '`' | '"' | ',' | ';');
        let address = word.get(start..)?.split(ends).next()?;
        let address = without_end(address).unwrap_or(address);
        let url = site.as_pasted(Url::parse(address).ok()?);
        (site.has(&url) || held_in(&url, site).is_some()).then_some(address)
    };
    let mut found = text.split_whitespace().filter_map(address);
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// The only URL of this site that stands in a URL of elsewhere, or in that of a login: in a parameter, or as some
/// who look at links in mail write it, `/__https://...__;`. Nothing is asked for there.
fn held_in(url: &Url, site: &Site) -> Option<String> {
    let own = site.has(url);
    let names_page = || {
        let is_one = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
            (OF_PAGES.contains(&name.as_ref()) && is_id(&value)) || (name == "title" && !value.is_empty())
        };
        url.query_pairs().any(is_one)
            || url.fragment().is_some_and(|fragment| fragment.contains("content/view/"))
    };
    // An address that names a page itself is that page's, wherever it is.
    if names_page() || (own && !leads_on(url)) {
        return None;
    }
    let is_of_site = |text: &String| match own && text.starts_with('/') {
        true => !text.starts_with("//"),
        false => Url::parse(text).is_ok_and(|url| site.has(&site.as_pasted(url))),
    };
    let behind = url.as_str().split_once("/__").and_then(|(_, rest)| rest.rsplit_once("__;"));
    let values = url.query_pairs().map(|(_, value)| value.into_owned());
    let mut found: Vec<String> =
        behind.map(|(held, _)| held.to_owned()).into_iter().chain(values).filter(is_of_site).collect();
    found.sort_unstable();
    found.dedup();
    let only = found.pop()?;
    found.is_empty().then_some(only)
}

/// Whether a URL of this site is that of a login, which leads on to another one.
fn leads_on(url: &Url) -> bool {
    const LOGINS: [&str; 3] = ["login", "login.action", "dologin.action"];
    let path = url.path();
    // A page may be called so.
    if ["/pages/", "/display/", "/spaces/"].iter().any(|part| path.contains(part)) {
        return false;
    }
    path.contains("/plugins/servlet/") || path.rsplit('/').next().is_some_and(|last| LOGINS.contains(&last))
}

/// The identity of a session, which a server of Java writes into the path of who takes no cookies, is no part of it.
fn without_session(path: &str) -> String {
    let Some((before, rest)) = path.split_once(";jsessionid=") else { return path.to_owned() };
    let behind = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default();
    format!("{before}{behind}")
}

/// Queries that people copy alone.
const QUERIES: [&str; 5] = ["pageId=", "draftId=", "focusedCommentId=", "focusedId=", "commentId="];

/// Whether a text names no host: the site is the one that it is read for.
fn is_relative(text: &str) -> bool {
    let query = text.strip_prefix('?').unwrap_or(text);
    (text.starts_with('/') && !text.starts_with("//")) || QUERIES.iter().any(|name| query.starts_with(name))
}

fn absolute(text: &str, site: &Site) -> Option<Url> {
    let base = Url::parse(site.base()).ok()?;
    if text.starts_with('/') {
        return base.join(text).ok().map(|url| site.as_pasted(url));
    }
    if is_relative(text) {
        let query = text.strip_prefix('?').unwrap_or(text);
        return Url::parse(&format!("{}/pages/viewpage.action?{query}", site.base())).ok();
    }
    let host = match (base.host_str(), base.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    };
    let starts = text.get(..host.len()).is_some_and(|start| start.eq_ignore_ascii_case(&host));
    let behind = text.get(host.len()..).filter(|_| starts);
    let url = match behind.map(|rest| rest.strip_prefix('.').unwrap_or(rest)) {
        Some(rest) if rest.starts_with('/') => Url::parse(&format!("{}://{host}{rest}", base.scheme())),
        _ => Url::parse(text),
    };
    url.ok().filter(Url::has_host).map(|url| site.as_pasted(url))
}

/// Reads a text as it was pasted, and where that names nothing, without what ends the sentence in which it stood.
pub(super) fn read_pasted<T>(text: &str, read: impl Fn(&str) -> Result<T>) -> Result<T> {
    let text = unwrapped(text);
    read(text).or_else(|error| match without_end(text) {
        // Behind the pair that it closes: `` `98765`, ``.
        Some(shorter) => read(unwrapped(shorter)).map_err(|_| error),
        None => Err(error),
    })
}

/// The text without what stands around a URL in Markdown, in wiki markup, in a chat or in a sentence.
pub(super) fn unwrapped(text: &str) -> &str {
    // No address is longer, and to look for what belongs together takes its time.
    const LONGEST: usize = 1 << 14;
    let mut text = trimmed(text);
    if text.len() > LONGEST {
        return text;
    }
    while let Some(inner) = inside(text) {
        text = trimmed(inner);
    }
    text
}

/// What is copied out of a web page may have signs at its ends that show nothing.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|sign: char| sign.is_whitespace() || is_invisible(sign))
}

fn inside(text: &str) -> Option<&str> {
    const PAIRS: [(char, char); 8] = [
        ('`', '`'),
        ('"', '"'),
        ('\'', '\''),
        ('*', '*'),
        ('_', '_'),
        ('(', ')'),
        ('\u{201c}', '\u{201d}'),
        ('\u{ff08}', '\u{ff09}'),
    ];

    let within = |(open, close): &(char, char)| text.strip_prefix(*open)?.strip_suffix(*close);
    if let Some(inner) = within(&('<', '>')) {
        // A chat writes the text of a link behind its address.
        return inner.split('|').next();
    }
    if let Some(inner) = PAIRS.iter().find_map(within) {
        return Some(inner);
    }
    let link = text.strip_prefix('[')?;
    if let Some((_, target)) = link.split_once("](") {
        return target.strip_suffix(')')?.split_whitespace().next();
    }
    link.strip_suffix(']')?.split('|').find(|part| part.contains("://"))
}

/// The text without the signs that end a sentence and the brackets that are not opened in it, where it has some.
pub(super) fn without_end(text: &str) -> Option<&str> {
    /// No sentence ends in more.
    const MOST: usize = 16;
    const PAIRS: [(char, char); 5] =
        [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('\u{ff08}', '\u{ff09}')];

    let mut shorter = text;
    for _ in 0..MOST {
        let Some(last) = shorter.chars().next_back() else { break };
        let drops = match PAIRS.iter().find(|(_, close)| *close == last) {
            Some((open, close)) => shorter.matches(*close).count() > shorter.matches(*open).count(),
            // With one at its beginning it is a pair around the text.
            None if matches!(last, '\'' | '"' | '`' | '*' | '_') => !shorter.starts_with(last),
            None => ends_sentence(last),
        };
        if !drops {
            break;
        }
        shorter = shorter.strip_suffix(last).unwrap_or_default();
    }
    (shorter.len() < text.len() && !shorter.is_empty()).then_some(shorter)
}

fn ends_sentence(sign: char) -> bool {
    matches!(sign, ',' | ';' | '.' | '!' | '?' | ':' | '|')
        || matches!(sign, '\u{2026}' | '\u{2019}' | '\u{201d}' | '\u{3001}' | '\u{3002}')
        || matches!(sign, '\u{ff01}' | '\u{ff0c}' | '\u{ff0e}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}')
        || sign.is_whitespace()
        || is_invisible(sign)
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
