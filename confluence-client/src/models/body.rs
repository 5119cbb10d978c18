//! Bodies of content, by representation.

use crate::declare::{bodies, models, open_enums};

open_enums! {
    /// How a body is written.
    pub enum BodyFormat {
        /// The storage format: XML, the format of writing on both deployments.
        Storage = "storage",
        /// Atlassian Document Format, as JSON text; Cloud only.
        AtlasDocFormat = "atlas_doc_format",
        /// HTML as readers see it.
        View = "view",
        /// HTML for export, with absolute URLs.
        ExportView = "export_view",
        /// As `export_view`, for readers who are not logged in.
        AnonymousExportView = "anonymous_export_view",
        /// HTML with its style sheets.
        StyledView = "styled_view",
        /// What the old editor edits.
        Editor = "editor",
        /// What the new editor edits.
        Editor2 = "editor2",
        /// Wiki markup, for writing only.
        Wiki = "wiki",
        /// As it came, for custom content.
        Raw = "raw",
        /// Plain text, for descriptions.
        Plain = "plain",
    }
}

models! {
    /// A body in the representations that were asked for.
    #[derive(Default)]
    pub struct Bodies {
        /// In the storage format.
        storage: Option<Box<Body>>,
        /// In Atlassian Document Format.
        atlas_doc_format: Option<Box<Body>> as "atlas_doc_format",
        /// As HTML.
        view: Option<Box<Body>>,
        /// As HTML for export.
        export_view: Option<Box<Body>> as "export_view",
        /// As HTML for export to readers who are not logged in.
        anonymous_export_view: Option<Box<Body>> as "anonymous_export_view",
        /// As HTML with styles.
        styled_view: Option<Box<Body>> as "styled_view",
        /// As the old editor has it.
        editor: Option<Box<Body>>,
        /// As it came, of custom content.
        raw: Option<Box<Body>>,
        /// As plain text, of descriptions.
        plain: Option<Box<Body>>,
    }

    /// A body in one representation.
    pub struct Body {
        /// Which.
        representation: Option<BodyFormat>,
        /// The body; Atlassian Document Format is JSON as text.
        value: String = default,
    }
}

bodies! {
    /// A body to write.
    pub struct NewBody(
        /// `representation` says how `value` is written.
        representation: BodyFormat,
        value: String,
    )
}

impl NewBody {
    /// A body in the storage format.
    pub fn storage(value: impl Into<String>) -> Self {
        Self::new(BodyFormat::Storage, value.into())
    }
}
