//! The tree that pages hang in.

use confluence_client::wiki::Branch;
use futures_util::TryStreamExt as _;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::advice::Failure;
use crate::arguments::{Count, Id, place};
use crate::call::Call;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};

/// List what lies below a page or folder, or in a space: pages, folders and the like, parents first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GetPageChildren {
    /// Page or folder by id or address.
    parent_id: Option<Id>,
    /// Or a space, all of it.
    space_key: Option<String>,
    /// How many levels.
    #[serde(default)]
    depth: Count<1, 20>,
    /// Most rows.
    #[serde(default)]
    limit: Count<25, 500>,
    /// `next_cursor` from before.
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
        let mut tree = match (&self.parent_id, self.space_key) {
            (Some(parent), None) => {
                let root = call.id_of(parent).await?;
                if levels == 1 {
                    return call.rows(call.wiki.children(root), self.limit.0, self.cursor).await;
                }
                call.wiki.tree(root, Some(levels))
            }
            (None, Some(space)) => call.wiki.space_tree(call.space(&space).await?, Some(levels)),
            _ => return Err(Failure::argument("parent_id", "give either `parent_id` or `space_key`")),
        };
        let (from, most) = (place(self.cursor.as_deref())?, self.limit.0 as usize);
        let (mut at, mut bytes, mut rows) = (0, 0, Vec::<Branch>::new());
        while let Some(branch) = tree.try_next().await? {
            if rows.len() == most || bytes > call.max_bytes() {
                return Ok(ToolOutput::list(rows, None, Some(&at.to_string())));
            }
            if at >= from {
                bytes += branch.node.title.len() + ROW_BYTES;
                rows.push(branch);
            }
            at += 1;
        }
        Ok(ToolOutput::list(rows, None, None))
    }
}
