//! Spaces as rows, and who may do what in them.

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::Wiki;
use super::model::rows::{GrantRow, RowStream, SpaceRow, SpacesWanted, failed};
use crate::error::Result;
use crate::ids::SpaceKey;

impl Wiki {
    /// Lists the spaces that the caller may see and the policy allows.
    pub(crate) fn space_rows(&self, mut wanted: SpacesWanted) -> RowStream<SpaceRow> {
        if let Some(keys) = &mut wanted.keys {
            keys.retain(|key| self.policy.allows(key));
        } else {
            wanted.keys = self.policy.spaces.clone();
        }
        if wanted.keys.as_ref().is_some_and(Vec::is_empty) {
            return futures_util::stream::empty().boxed();
        }
        let scope = match self.policy.scope("sql") {
            Ok(scope) => scope,
            Err(error) => return failed(error),
        };
        let rows: RowStream<SpaceRow> = deployed!(self => space_rows::list(scope, wanted));
        let wiki = self.clone();
        rows.map_ok(move |rows| rows.into_iter().filter(|row| wiki.policy.allows(&row.key)).collect()).boxed()
    }

    /// Lists who may do what in a space.
    pub(crate) async fn grants(&self, space: SpaceKey) -> Result<Vec<GrantRow>> {
        let space = self.policy.read_space(space, "space_permissions")?;
        deployed!(self => space_rows::grants(&space).await)
    }
}
