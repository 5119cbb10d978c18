//! Relations between people, content and spaces, such as "starred".

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::Value;

use super::{Content, Links, Space, User};
use crate::declare::{models, open_enums};
use crate::operation::describe::{Described, Kind};
use crate::wire::timestamp::Timestamp;

open_enums! {
    /// What stands at an end of a relation.
    pub enum RelationEnd {
        /// A person, by account.
        User = "user",
        /// A piece of content, by id.
        Content = "content",
        /// A space, by key.
        Space = "space",
    }

    /// What more to answer of relations.
    pub enum RelationExpansion {
        /// When and by whom it was made.
        Data = "relationData",
        /// What it starts from.
        Source = "source",
        /// What it leads to.
        Target = "target",
    }
}

models! {
    /// A relation.
    pub struct Relation {
        /// Its name, such as `favourite`.
        name: Option<String>,
        /// When and by whom it was made, if expanded.
        relation_data: Option<RelationData>,
        /// What it starts from, if expanded.
        source: Option<Related>,
        /// What it leads to, if expanded.
        target: Option<Related>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// When and by whom a relation was made.
    pub struct RelationData {
        /// By whom.
        created_by: Option<User>,
        /// When.
        created_date: Option<Timestamp>,
        /// When, for people.
        friendly_created_date: Option<String>,
    }
}

/// What stands at an end of a relation.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Related {
    /// A person.
    User(Box<User>),
    /// A space.
    Space(Box<Space>),
    /// A piece of content.
    Content(Box<Content>),
}

impl<'de> Deserialize<'de> for Related {
    /// Tells them apart by what only one of them has: an account, a key.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let has = |name| value.get(name).is_some_and(|value: &Value| !value.is_null());
        let related = if has("accountId") || has("userKey") || has("displayName") {
            serde_json::from_value(value).map(Self::User)
        } else if has("key") {
            serde_json::from_value(value).map(Self::Space)
        } else {
            serde_json::from_value(value).map(Self::Content)
        };
        related.map_err(D::Error::custom)
    }
}

impl Described for Related {
    const KIND: Kind = Kind::Any;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_end_is_told_apart() {
        let json = r#"{"name":"favourite","source":{"type":"known","accountId":"a","email":null},
            "target":{"id":"5","type":"page","status":"current"},"relationData":null}"#;
        let relation: Relation = serde_json::from_str(json).unwrap();
        assert!(matches!(relation.source, Some(Related::User(user)) if user.account_id == Some("a".into())));
        assert!(matches!(relation.target, Some(Related::Content(page)) if page.id == Some("5".into())));
        let space: Related = serde_json::from_str(r#"{"id":1,"key":"D","type":"global"}"#).unwrap();
        assert!(matches!(space, Related::Space(space) if space.key == Some("D".into())));
    }
}
