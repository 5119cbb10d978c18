//! The query of a request: names and values, in order, repeated for lists.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::wire::values::QueryValue;

/// What RFC 3986 calls unreserved stays as it is; a space becomes `%20`, which every proxy reads alike.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The query pairs of an operation.
///
/// ```
/// use confluence_client::{Endpoint as _, v2};
///
/// let pages = v2::pages::list().space_id(["7", "8"]).limit(25);
/// let pairs: Vec<_> = pages.query().pairs().collect();
/// assert_eq!(pairs, [("space-id", "7"), ("space-id", "8"), ("limit", "25")]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query(Vec<(Cow<'static, str>, String)>);

impl Query {
    /// Takes the query of a link that the service gave; its host and path are not looked at.
    #[must_use]
    pub fn of_link(link: &str) -> Self {
        let (_, query) = link.split_once('?').unwrap_or((link, ""));
        let query = query.split('#').next().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        Self(pairs.map(|(name, value)| (name.into_owned().into(), value.into_owned())).collect())
    }

    /// Puts the values in place of what the name held; a list repeats the name.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: &impl QueryValue) {
        let name = name.into();
        self.0.retain(|(known, _)| *known != name);
        value.values(&mut |text| self.0.push((name.clone(), text)));
    }

    /// Puts the pairs of another query in place of those with the same names.
    ///
    /// This is how paging goes on: the service's link may leave out what was first asked, such as `excerpt`, and
    /// may add what was not, such as `cursor`.
    pub fn overlay(&mut self, next: &Self) {
        self.0.retain(|(name, _)| !next.0.iter().any(|(new, _)| new == name));
        self.0.extend(next.0.iter().cloned());
    }

    /// The first value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The pairs in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value.as_str()))
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn write_to(&self, address: &mut String) {
        for (index, (name, value)) in self.0.iter().enumerate() {
            address.push(if index == 0 { '?' } else { '&' });
            address.extend(utf8_percent_encode(name, RESERVED));
            address.push('=');
            address.extend(utf8_percent_encode(value, RESERVED));
        }
    }
}

/// Encodes one segment of a path.
pub(crate) fn encode_segment(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_gives_its_query_alone() {
        let query = Query::of_link("https://elsewhere.example/wiki/api/v2/pages?cursor=a%3D%3D&limit=2#x");
        assert_eq!(query.get("cursor"), Some("a=="));
        assert_eq!(query.get("limit"), Some("2"));
        assert!(Query::of_link("/rest/api/content").is_empty());
    }

    #[test]
    fn going_on_keeps_what_the_link_forgot() {
        let mut query = Query::default();
        query.set("excerpt", &"none".to_owned());
        query.set("limit", &2_u32);
        query.overlay(&Query::of_link("?limit=3&cursor=x"));
        let mut address = "/a".to_owned();
        query.write_to(&mut address);
        assert_eq!(address, "/a?excerpt=none&limit=3&cursor=x");
    }

    #[test]
    fn every_reserved_character_is_encoded() {
        let mut query = Query::default();
        query.set("cql", &"title = \"a&b+c d\" #é".to_owned());
        let mut address = String::new();
        query.write_to(&mut address);
        assert_eq!(address, "?cql=title%20%3D%20%22a%26b%2Bc%20d%22%20%23%C3%A9");
    }
}
