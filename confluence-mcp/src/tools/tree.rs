//! The tree that pages hang in.

use confluence_client::wiki::Branch;
use futures_util::TryStreamExt as _;
use schemars::JsonSchema;
use serde::Deserialize;

use super::place::named_in;
use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::cursor::Walk;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};

/// List the descendants of a page, folder or space: pages, folders and the like, parents first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GetPageChildren {
    /// Page or folder id or URL.
    parent_id: Option<Id>,
    /// Or space key.
    space_key: Option<String>,
    /// How many levels.
    #[serde(default)]
    depth: Count<1, 20>,
    /// Max rows.
    #[serde(default)]
    limit: Count<25, 500>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

/// What a row takes besides its title.
const ROW_BYTES: usize = 80;

impl Tool for GetPageChildren {
    const NAME: &'static str = "confluence_get_page_children";
    const TITLE: &'static str = "List page tree";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let levels = self.depth.0;
        let (mut tree, walk) = match (&self.parent_id, self.space_key) {
            (Some(parent), space) => {
                let root = named_in(call, parent, space.as_deref()).await?;
                if levels == 1 {
                    return call.rows(call.wiki.children(root), self.limit.0, self.cursor).await;
                }
                let walk = Walk::new(&["below", root.as_str(), &levels.to_string()]);
                (call.wiki.tree(root, Some(levels)), walk)
            }
            (None, Some(space)) => {
                let space = call.space(&space).await?;
                let walk = Walk::new(&["space", space.as_str(), &levels.to_string()]);
                (call.wiki.space_tree(space, Some(levels)), walk)
            }
            (None, None) => {
                return Err(Failure::argument("parent_id", "it is missing; or give `space_key`"));
            }
        };
        let most = self.limit.0 as usize;
        // The rows that were told before are passed by, up to the last of them.
        let mut last = self.cursor.as_deref().map(|cursor| walk.last(cursor)).transpose()?;
        let (mut bytes, mut rows) = (0, Vec::<Branch>::new());
        while let Some(branch) = tree.try_next().await? {
            if let Some(id) = last {
                last = Some(id).filter(|id| branch.node.id.as_str() != *id);
                continue;
            }
            if rows.len() == most || bytes > call.max_bytes() {
                let next = rows.last().map(|row| walk.cursor(row.node.id.as_str()));
                return Ok(ToolOutput::list(rows, None, next.as_deref()));
            }
            bytes += branch.node.title.len() + ROW_BYTES;
            rows.push(branch);
        }
        match last {
            Some(id) => Err(Walk::lost(id)),
            None => Ok(ToolOutput::list(rows, None, None)),
        }
    }
}
