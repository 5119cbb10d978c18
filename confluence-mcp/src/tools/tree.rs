//! The tree that pages hang in.

use confluence_client::ids::ContentId;
use confluence_client::wiki::Branch;
use futures_util::TryStreamExt as _;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::advice::Failure;
use crate::answer::Answer;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::tool::{Effect, Tool};

/// List what lies below a page or folder, or in a space: pages, folders and the like, parents first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GetPageChildren {
    /// Page or folder: id, address or short link.
    #[serde(alias = "page_id")]
    parent_id: Option<Id>,
    /// Or a space, below its home page.
    space_key: Option<String>,
    /// How many levels.
    #[serde(default)]
    depth: Count<1, 20>,
    /// Most rows.
    #[serde(default)]
    limit: Count<25, 500>,
    /// `next_cursor` of the answer before.
    cursor: Option<String>,
}

impl Tool for GetPageChildren {
    const NAME: &'static str = "confluence_get_page_children";
    const TITLE: &'static str = "List page tree";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        let root = self.root(call).await?;
        if self.depth.0 == 1 {
            return call.rows(call.wiki.children(root), self.limit.0, self.cursor).await;
        }
        let from = self.cursor.as_deref().map_or(Ok(0), place)?;
        let most = self.limit.0 as usize;
        let (mut tree, mut at, mut rows) =
            (call.wiki.tree(root, Some(self.depth.0)), 0, Vec::<Branch>::new());
        while let Some(branch) = tree.try_next().await? {
            if rows.len() == most {
                return Ok(Answer::list(rows, None, Some(&format!("row:{at}"))));
            }
            if at >= from {
                rows.push(branch);
            }
            at += 1;
        }
        Ok(Answer::list(rows, None, None))
    }
}

impl GetPageChildren {
    async fn root(&self, call: &Call<'_>) -> Result<ContentId, Failure> {
        match (&self.parent_id, &self.space_key) {
            (Some(parent), None) => call.id_of(parent).await,
            (None, Some(space)) => call.home_of(space).await,
            _ => Err(Failure::argument("parent_id", "give either `parent_id` or `space_key`")),
        }
    }
}

fn place(cursor: &str) -> Result<usize, Failure> {
    let place = cursor.trim().strip_prefix("row:").and_then(|row| row.parse().ok());
    place.ok_or_else(|| Failure::argument("cursor", "it is not the `next_cursor` of an answer of this tool"))
}
