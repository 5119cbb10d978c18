//! Spaces as rows, and who may do what in them.

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::contents::RowStream;
use super::{Person, Wiki};
use crate::error::Result;
use crate::ids::{ContentId, SpaceId, SpaceKey};
use crate::wire::timestamp::Timestamp;

/// A space, as far as it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SpaceRow {
    pub(crate) id: Option<SpaceId>,
    pub(crate) key: SpaceKey,
    pub(crate) name: String,
    pub(crate) kind: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) alias: Option<String>,
    pub(crate) homepage: Option<ContentId>,
    pub(crate) created: Option<Timestamp>,
    pub(crate) modified: Option<Timestamp>,
    pub(crate) author: Option<Person>,
    pub(crate) url: Option<String>,
    pub(crate) icon_path: Option<String>,
    pub(crate) icon_width: Option<u32>,
    pub(crate) icon_height: Option<u32>,
    pub(crate) icon_default: Option<bool>,
}

/// Which spaces, and what of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SpacesWanted {
    pub(crate) keys: Option<Vec<SpaceKey>>,
    pub(crate) kind: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) description: bool,
    pub(crate) icon: bool,
    pub(crate) limit: u32,
}

/// Something that somebody may do in a space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GrantRow {
    pub(crate) id: Option<String>,
    pub(crate) operation: String,
    pub(crate) target: String,
    pub(crate) principal_id: Option<String>,
    pub(crate) principal_name: Option<String>,
    pub(crate) principal_kind: Option<String>,
    pub(crate) space_id: Option<SpaceId>,
    pub(crate) space_key: SpaceKey,
}

impl Wiki {
    /// Lists the spaces that the caller may see and the policy allows.
    pub(crate) fn space_rows(&self, mut wanted: SpacesWanted) -> RowStream<SpaceRow> {
        if self.policy.restricts_spaces() {
            let keys = wanted.keys.take().unwrap_or_else(|| self.policy.spaces.clone());
            wanted.keys = Some(keys.into_iter().filter(|key| self.policy.allows(key)).collect());
        }
        if wanted.keys.as_ref().is_some_and(Vec::is_empty) {
            return futures_util::stream::empty().boxed();
        }
        let rows: RowStream<SpaceRow> = deployed!(self => space_rows::list(wanted));
        let wiki = self.clone();
        rows.map_ok(move |rows| rows.into_iter().filter(|row| wiki.policy.allows(&row.key)).collect()).boxed()
    }

    /// Lists who may do what in a space.
    pub(crate) async fn grants(&self, space: SpaceKey) -> Result<Vec<GrantRow>> {
        self.policy.check_space(Some(&space), "space_permissions")?;
        deployed!(self => space_rows::grants(&space).await)
    }
}
