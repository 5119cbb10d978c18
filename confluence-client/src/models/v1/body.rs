//! Bodies of content, in each representation, with what they need to be shown.

use super::{Content, Links, Texts};
use crate::declare::models;
use crate::ids::ContentId;
use crate::models::BodyFormat;

use serde_json::Value;

models! {
    /// The bodies that `expand` named, such as `body.storage`.
    #[derive(Default)]
    pub struct ContentBodies {
        /// In the storage format.
        storage: Option<ContentBody>,
        /// In Atlassian Document Format, as JSON text; Cloud only.
        atlas_doc_format: Option<ContentBody> as "atlas_doc_format",
        /// HTML as readers see it.
        view: Option<ContentBody>,
        /// HTML for export, with absolute URLs.
        export_view: Option<ContentBody> as "export_view",
        /// HTML for export to readers who are not logged in.
        anonymous_export_view: Option<ContentBody> as "anonymous_export_view",
        /// HTML with its style sheets.
        styled_view: Option<ContentBody> as "styled_view",
        /// What the old editor edits.
        editor: Option<ContentBody>,
        /// What the new editor edits.
        editor2: Option<ContentBody>,
        /// Wiki markup.
        wiki: Option<ContentBody>,
        /// As it came, of custom content.
        raw: Option<ContentBody>,
        /// As an app makes it, of custom content.
        dynamic: Option<ContentBody>,
    }

    /// What a space is for.
    #[derive(Default)]
    pub struct Description {
        /// As text.
        plain: Option<ContentBody>,
        /// As HTML.
        view: Option<ContentBody>,
    }

    /// A body in one representation.
    pub struct ContentBody {
        /// The body itself.
        value: String = default,
        /// How it is written.
        representation: Option<BodyFormat>,
        /// What it shows from elsewhere, if expanded.
        embedded_content: Vec<EmbeddedContent> = default,
        /// Scripts and styles that it needs, if expanded.
        webresource: Option<Box<WebResources>>,
        /// The key to its media, if expanded; on Cloud.
        media_token: Option<MediaToken>,
        /// What it is the body of, if expanded; on Data Center.
        content: Option<Box<Content>>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// Something from elsewhere that a body shows.
    pub struct EmbeddedContent {
        /// Its number.
        entity_id: Option<ContentId>,
        /// What it is.
        entity_type: Option<String>,
        /// Itself.
        entity: Option<Value>,
    }

    /// A key to files in Atlassian's media store, for a while.
    pub struct MediaToken {
        /// The collections it opens.
        collection_ids: Vec<String> = default,
        /// The content it belongs to.
        content_id: Option<ContentId>,
        /// When it expires.
        expiry_date_time: Option<String>,
        /// The files it opens.
        file_ids: Vec<String> = default,
        /// The key.
        token: Option<String>,
    }

    /// Scripts and styles that a body needs to look right.
    pub struct WebResources {
        /// By key.
        keys: Vec<String> = default,
        /// By context.
        contexts: Vec<String> = default,
        /// By URL.
        uris: Option<WebResourceAddresses>,
        /// As HTML elements.
        tags: Option<WebResourceTags>,
        /// Those that every page loads.
        superbatch: Option<SharedWebResources>,
    }

    /// Scripts and styles that every page loads.
    pub struct SharedWebResources {
        /// By URL.
        uris: Option<WebResourceAddresses>,
        /// As HTML elements.
        tags: Option<WebResourceTags>,
        /// As `meta` elements.
        metatags: Option<String>,
    }

    /// Scripts and styles by URL.
    pub struct WebResourceAddresses {
        /// All of them.
        all: Texts = default,
        /// The styles.
        css: Texts = default,
        /// The scripts.
        js: Texts = default,
    }

    /// Scripts and styles as HTML elements.
    pub struct WebResourceTags {
        /// All of them.
        all: Option<String>,
        /// The styles.
        css: Option<String>,
        /// Their data.
        data: Option<String>,
        /// The scripts.
        js: Option<String>,
    }
}
