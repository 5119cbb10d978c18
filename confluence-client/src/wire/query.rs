//! The query of a request: names and values, in order, repeated for lists.

use std::borrow::Cow;

use percent_encoding::{percent_decode_str, utf8_percent_encode};

use crate::wire::encoding::RESERVED;
use crate::wire::values::QueryValue;

/// The query parameters of an operation.
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
    ///
    /// A `+` in it is a space, as in `cql`, but in a `cursor` it is a plus: Cloud writes cursors as base64, sometimes
    /// without percent-encoding.
    #[must_use]
    pub fn of_link(link: &str) -> Self {
        let (_, query) = link.split_once('?').unwrap_or((link, ""));
        let query = query.split('#').next().unwrap_or_default();
        Self(query.split('&').filter(|pair| !pair.is_empty()).flat_map(pairs_of).collect())
    }

    /// Puts the values in place of what the name held; a list repeats the name.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: &(impl QueryValue + ?Sized)) {
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

/// Names and values in their order; a name that comes again is repeated, as that of a list is.
impl<N: Into<Cow<'static, str>>, V: QueryValue> FromIterator<(N, V)> for Query {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut query = Self::default();
        for (name, value) in pairs {
            let name = name.into();
            value.values(&mut |text| query.0.push((name.clone(), text)));
        }
        query
    }
}

/// The name and the value of a pair that a link holds; none of a pair without a name.
fn pairs_of(pair: &str) -> impl Iterator<Item = (Cow<'static, str>, String)> + use<'_> {
    let form = |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned().into(), value.into_owned());
    let cursor = pair.strip_prefix("cursor=").map(|value| ("cursor".into(), carried(value)));
    let others = cursor.is_none().then(|| url::form_urlencoded::parse(pair.as_bytes()).map(form));
    cursor.into_iter().chain(others.into_iter().flatten())
}

/// A cursor, which goes back to the service byte for byte; one that is no text stays as it was written.
fn carried(cursor: &str) -> String {
    percent_decode_str(cursor).decode_utf8().map_or_else(|_| cursor.to_owned(), Cow::into_owned)
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
    fn a_cursor_is_carried_byte_for_byte_and_a_query_is_decoded() {
        let link =
            "/rest/api/search?cql=title+%7E+%22a%2Bb%22&cursor=5rW35aSW+/8K==&cursor=a%2Bb%3D%3D&&limit=2";
        let query = Query::of_link(link);
        let pairs: Vec<_> = query.pairs().collect();
        let expected =
            [("cql", r#"title ~ "a+b""#), ("cursor", "5rW35aSW+/8K=="), ("cursor", "a+b=="), ("limit", "2")];
        assert_eq!(pairs, expected);
        let mut address = String::new();
        query.write_to(&mut address);
        assert!(address.contains("cursor=5rW35aSW%2B%2F8K%3D%3D&cursor=a%2Bb%3D%3D"), "{address}");
    }

    #[test]
    fn texts_and_numbers_are_values_as_they_are() {
        let mut query: Query = [("id", "1"), ("id", "2"), ("limit", "3")].into_iter().collect();
        query.set("limit", "4");
        query.set("expand", &vec!["body", "version"]);
        let pairs: Vec<_> = query.pairs().collect();
        assert_eq!(
            pairs,
            [("id", "1"), ("id", "2"), ("limit", "4"), ("expand", "body"), ("expand", "version")]
        );
    }

    #[test]
    fn going_on_keeps_what_the_link_forgot() {
        let mut query = Query::default();
        query.set("excerpt", "none");
        query.set("limit", &2_u32);
        query.overlay(&Query::of_link("?limit=3&cursor=x"));
        let mut address = "/a".to_owned();
        query.write_to(&mut address);
        assert_eq!(address, "/a?excerpt=none&limit=3&cursor=x");
    }

    #[test]
    fn pairs_make_a_query_in_their_order() {
        let pairs = [("label", "a"), ("limit", "2"), ("label", "b")];
        let mut query: Query = pairs.into_iter().collect();
        assert_eq!(query.pairs().collect::<Vec<_>>(), pairs);
        query.set("label", &["x", "y"].to_vec());
        assert_eq!(query.pairs().collect::<Vec<_>>(), [("limit", "2"), ("label", "x"), ("label", "y")]);
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
