//! What the declarations say of themselves: operations, their parameters, and the models they carry.
//!
//! The project's audit holds these facts against the published documents; a program may use them to list what it
//! can call and which scopes it needs.

use http::Method;

/// The REST API of an operation: Cloud v2, Cloud v1 or Data Center.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Api {
    /// Cloud REST API v2, below `/wiki/api/v2`.
    V2,
    /// Cloud REST API v1, below `/wiki/rest/api`.
    V1,
    /// Data Center's REST API, below `/rest/api`.
    DataCenter,
    /// Anything else below the site's own base URL, for operations of one's own.
    Site,
}

/// The HTTP method of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verb {
    /// Reads.
    GET,
    /// Creates, or runs something.
    POST,
    /// Replaces.
    PUT,
    /// Deletes.
    DELETE,
    /// Asks for the headers alone.
    HEAD,
}

impl Verb {
    /// The method as the `http` crate names it.
    #[must_use]
    pub const fn method(self) -> Method {
        match self {
            Self::GET => Method::GET,
            Self::POST => Method::POST,
            Self::PUT => Method::PUT,
            Self::DELETE => Method::DELETE,
            Self::HEAD => Method::HEAD,
        }
    }

    /// Whether the method only reads.
    #[must_use]
    pub const fn is_read(self) -> bool {
        matches!(self, Self::GET | Self::HEAD)
    }
}

/// The paging style of an operation: cursor, offset, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Paging {
    /// All at once.
    None,
    /// `limit` and an opaque `cursor`.
    Cursor,
    /// `limit` and a zero-based `start`.
    Start,
}

/// An operation of the REST API: operationId, method, path, parameters, scopes.
///
/// ```
/// use confluence_client::{Endpoint as _, v2};
///
/// let page = v2::pages::get(98765);
/// assert_eq!(page.operation().id, "getPageById");
/// assert_eq!(page.operation().granular_scopes, ["read:page:confluence"]);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Operation {
    /// Atlassian's operationId, such as `getPageById`.
    pub id: &'static str,
    /// The path of the function that makes the operation, such as `confluence_client::v2::pages::get`; empty for an
    /// operation of one's own.
    pub function: &'static str,
    /// The interface it belongs to.
    pub api: Api,
    /// The HTTP method.
    pub verb: Verb,
    /// The path below the interface's root, with arguments in braces; `{owner}` stands for the collection in
    /// [`Operation::owner`] and an id.
    pub path: &'static str,
    /// The collection of the owner, such as `pages`, where the path has an `{owner}`.
    pub owner: Option<&'static str>,
    /// Granular OAuth scopes, all of which are needed.
    pub granular_scopes: &'static [&'static str],
    /// Classic OAuth scopes, all of which are needed, in place of the granular ones.
    pub classic_scopes: &'static [&'static str],
    /// How the list goes on.
    pub paging: Paging,
    /// The arguments of the path.
    pub arguments: &'static [Parameter],
    /// The query parameters, without those of paging.
    pub parameters: &'static [Parameter],
    /// The words that an argument or a parameter takes, by its Rust name, where its type knows others.
    pub words: &'static [(&'static str, &'static [&'static str])],
    /// What is sent in the body.
    pub body: Option<Kind>,
    /// What comes back.
    pub answer: Kind,
}

impl Operation {
    /// An operation of one's own, for a hand-written [`Endpoint`](crate::Endpoint).
    #[must_use]
    pub const fn new(id: &'static str, api: Api, verb: Verb, path: &'static str) -> Self {
        Self {
            id,
            function: "",
            api,
            verb,
            path,
            owner: None,
            granular_scopes: &[],
            classic_scopes: &[],
            paging: Paging::None,
            arguments: &[],
            parameters: &[],
            words: &[],
            body: None,
            answer: Kind::Any,
        }
    }

    /// The path with the owner's collection in place, such as `/pages/{id}/properties`.
    #[must_use]
    pub fn template(&self) -> String {
        match self.owner {
            Some(owner) => self.path.replace("{owner}", &format!("{owner}/{{id}}")),
            None => self.path.to_owned(),
        }
    }
}

/// A query parameter of an operation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its Rust name.
    pub field: &'static str,
    /// Its name on the wire, where that does not follow from the Rust name.
    pub wire: Option<&'static str>,
    /// The values it takes.
    pub kind: Kind,
    /// Whether the operation asks for it.
    pub required: bool,
}

impl Parameter {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(field: &'static str, wire: Option<&'static str>, kind: Kind) -> Self {
        Self { field, wire, kind, required: false }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn required(field: &'static str, wire: Option<&'static str>, kind: Kind) -> Self {
        Self { field, wire, kind, required: true }
    }

    /// Its name on the wire: in v2 the Rust name with hyphens, elsewhere in camel case.
    #[must_use]
    pub fn name(&self, api: Api) -> String {
        match (self.wire, api) {
            (Some(wire), _) => wire.to_owned(),
            (None, Api::V2) => self.field.replace('_', "-"),
            (None, _) => camel_case(self.field),
        }
    }
}

/// The type of a parameter, a property, a body or a response.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// True or false.
    Boolean,
    /// An id, written as text or number.
    Id,
    /// A point in time.
    Timestamp,
    /// One of some words, and others in the future.
    Words(&'static [&'static str]),
    /// Any JSON.
    Any,
    /// A list.
    List(&'static Kind),
    /// A list as one text with commas.
    Commas(&'static Kind),
    /// An object with arbitrary names.
    Map(&'static Kind),
    /// A model.
    Object(fn() -> &'static Schema),
    /// One page of a longer list.
    Page(&'static Kind),
    /// Nothing.
    Nothing,
    /// Bytes, perhaps from another URL.
    Bytes,
    /// Files and fields as `multipart/form-data`.
    Multipart(&'static [&'static str]),
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Words(one), Self::Words(two)) | (Self::Multipart(one), Self::Multipart(two)) => one == two,
            (Self::List(one), Self::List(two))
            | (Self::Commas(one), Self::Commas(two))
            | (Self::Map(one), Self::Map(two))
            | (Self::Page(one), Self::Page(two)) => one == two,
            (Self::Object(one), Self::Object(two)) => one().name == two().name,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// A model: its name and the properties it reads or writes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Schema {
    /// The Rust name.
    pub name: &'static str,
    /// The properties.
    pub properties: &'static [Property],
}

impl Schema {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, properties: &'static [Property]) -> Self {
        Self { name, properties }
    }

    /// Whether properties that have no field of their own are kept, in a field `extra`.
    #[must_use]
    pub fn keeps_unknown(&self) -> bool {
        self.properties.iter().any(|property| property.field == "extra")
    }
}

/// A property of a model, with its name and type.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Property {
    /// Its Rust name.
    pub field: &'static str,
    /// Its name on the wire, where that is not the Rust name in camel case.
    pub wire: Option<&'static str>,
    /// The values it holds.
    pub kind: Kind,
    /// Whether it may be absent.
    pub optional: bool,
    /// Other names that are read as well.
    pub aliases: &'static [&'static str],
    /// The words that a request takes, where the type of the property knows others.
    pub words: &'static [&'static str],
}

impl Property {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(field: &'static str, wire: Option<&'static str>, kind: Kind, optional: bool) -> Self {
        Self { field, wire, kind, optional, aliases: &[], words: &[] }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn or(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn takes(mut self, words: &'static [&'static str]) -> Self {
        self.words = words;
        self
    }

    /// Its name on the wire.
    #[must_use]
    pub fn name(&self) -> String {
        self.wire.map_or_else(|| camel_case(self.field), str::to_owned)
    }
}

/// A Rust type that can say what it holds on the wire.
pub trait Described {
    /// What it holds.
    const KIND: Kind;
    /// Whether it may be absent.
    const OPTIONAL: bool = false;
}

impl<T: Described> Described for Option<T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;
}

impl<T: Described> Described for Box<T> {
    const KIND: Kind = T::KIND;
}

impl<T: Described> Described for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
    const OPTIONAL: bool = true;
}

impl<T: Described> Described for std::collections::BTreeMap<String, T> {
    const KIND: Kind = Kind::Map(&T::KIND);
    const OPTIONAL: bool = true;
}

macro_rules! described {
    ($($Type:ty => $Kind:ident),* $(,)?) => {$(
        impl Described for $Type {
            const KIND: Kind = Kind::$Kind;
        }
    )*};
}

described! {
    String => Text, u16 => Integer, u32 => Integer, u64 => Integer, i32 => Integer, i64 => Integer, f64 => Number,
    bool => Boolean, serde_json::Value => Any, () => Nothing,
}

/// The operationId behind the name of an operation's type: `GetPageById` is `getPageById`.
#[expect(
    clippy::indexing_slicing,
    reason = "a constant is worked out while compiling, where a wrong index is an error"
)]
pub(crate) const fn operation_id<const LENGTH: usize>(name: &str) -> [u8; LENGTH] {
    let name = name.as_bytes();
    let mut id = [0; LENGTH];
    let mut index = 0;
    while index < LENGTH {
        id[index] = if index == 0 { name[index].to_ascii_lowercase() } else { name[index] };
        index += 1;
    }
    id
}

/// The text of an operationId that was made while compiling.
pub(crate) const fn ascii(id: &'static [u8]) -> &'static str {
    match std::str::from_utf8(id) {
        Ok(text) => text,
        Err(_) => panic!("names of types are ASCII"),
    }
}

/// Turns `space_id` into `spaceId`.
fn camel_case(field: &str) -> String {
    let mut words = field.trim_matches('_').split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_interface() {
        let parameter = Parameter::new("space_id", None, Kind::Id);
        assert_eq!(parameter.name(Api::V2), "space-id");
        assert_eq!(parameter.name(Api::V1), "spaceId");
        assert_eq!(Parameter::new("media_type", Some("mediaType"), Kind::Text).name(Api::V2), "mediaType");
    }

    #[test]
    fn an_owner_takes_its_place_in_the_path() {
        let mut operation = Operation::new("x", Api::V2, Verb::GET, "/{owner}/properties");
        operation.owner = Some("pages");
        assert_eq!(operation.template(), "/pages/{id}/properties");
    }
}
