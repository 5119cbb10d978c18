//! Away, and back.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::writing::written;
use crate::advice::Failure;
use crate::answer::Answer;
use crate::arguments::Id;
use crate::call::Call;
use crate::tool::{Effect, Tool};

/// Move a page or blog post to the trash, after the user agreed; what lies below moves up. confluence_restore_page
/// brings it back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeletePage {
    /// Id, browser address or short link.
    page_id: Id,
}

impl Tool for DeletePage {
    const NAME: &'static str = "confluence_delete_page";
    const TITLE: &'static str = "Move page to trash";
    const EFFECT: Effect = Effect::Destroys;

    async fn question(&self, call: &Call<'_>) -> Result<Option<String>, Failure> {
        let page = call.wiki.page(call.id_of(&self.page_id).await?).await?;
        let space = page.space.key.map(|key| format!(" in space {key}")).unwrap_or_default();
        Ok(Some(format!("Move the page \"{}\"{space} to the trash?", page.title)))
    }

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        let page = call.id_of(&self.page_id).await?;
        call.wiki.trash_page(page.clone()).await?;
        Ok(Answer::of(&json!({"id": page, "status": "trashed"})))
    }
}

/// Take a page or blog post out of the trash.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RestorePage {
    /// Its id.
    page_id: Id,
}

impl Tool for RestorePage {
    const NAME: &'static str = "confluence_restore_page";
    const TITLE: &'static str = "Restore page from trash";
    const EFFECT: Effect = Effect::Sets;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        Ok(written(call.wiki.restore_page(call.id_of(&self.page_id).await?).await?))
    }
}
