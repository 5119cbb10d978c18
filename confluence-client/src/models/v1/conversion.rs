//! Bodies to turn from one representation into another.

use super::{EmbeddedContent, Links, MediaToken, WebResources};
use crate::declare::{bodies, models, open_enums};
use crate::ids::{ContentId, SpaceKey};
use crate::models::{BodyFormat, NewBody};

use std::collections::BTreeMap;

use serde_json::Value;

open_enums! {
    /// How far a conversion has come.
    pub enum ConversionStatus {
        /// It runs.
        Working = "WORKING",
        /// It waits.
        Queued = "QUEUED",
        /// It went wrong.
        Failed = "FAILED",
        /// It is done.
        Completed = "COMPLETED",
        /// It runs once more.
        Rerunning = "RERUNNING",
    }

    /// Of which time the content is that a body shows from elsewhere.
    pub enum EmbeddedContentRender {
        /// Of now.
        Current = "current",
        /// Of when the body was saved.
        VersionAtSave = "version-at-save",
    }
}

models! {
    /// A conversion that has begun.
    pub struct Conversion {
        /// By which its outcome is asked for, for five minutes.
        async_id: Option<String>,
    }

    /// How far a conversion has come, and what it came to.
    pub struct ConvertedBody {
        /// What it came to.
        value: Option<String>,
        /// How that is written.
        representation: Option<BodyFormat>,
        /// The conversion, where many were asked for.
        render_task_id: Option<String>,
        /// What went wrong.
        error: Option<String>,
        /// How far it has come.
        status: Option<ConversionStatus>,
        /// What the body shows from elsewhere, if expanded.
        embedded_content: Vec<EmbeddedContent> = default,
        /// Scripts and styles that it needs, if expanded.
        webresource: Option<Box<WebResources>>,
        /// The key to its media, if expanded.
        media_token: Option<MediaToken>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// A macro in a body.
    pub struct Macro {
        /// Its name.
        name: Option<String>,
        /// What it holds.
        body: Option<String>,
        /// Its parameters, by name.
        parameters: BTreeMap<String, Value> = default,
        /// URLs.
        links: Links as "_links" = default,
    }
}

bodies! {
    /// Bodies to turn into another representation, at most ten.
    pub struct NewConversions {
        /// Each of them.
        conversion_inputs: Vec<NewConversion>,
    }

    /// A body to turn into another representation.
    pub struct NewConversion(
        /// `to` is the representation wanted, such as `export_view`.
        to: BodyFormat,
        body: NewBody,
    ) {
        /// Whether an earlier outcome will do.
        allow_cache: bool,
        /// The space that the body is taken to stand in.
        space_key_context: SpaceKey,
        /// The content that the body is taken to stand in.
        content_id_context: ContentId,
        /// Of which time the content is that the body shows from elsewhere.
        embedded_content_render: EmbeddedContentRender,
        /// What more to answer.
        expand: Vec<String>,
    }
}
