//! Templates and blueprints.

use serde_json::Value;

use super::{ContentBodies, Label, Links, NewBodies, NewLabel, SpaceRef};
use crate::declare::{bodies, models, open_enums};
use crate::ids::TemplateId;

open_enums! {
    /// What a template makes.
    pub enum TemplateType {
        /// A page.
        Page = "page",
        /// A blog post.
        BlogPost = "blogpost",
    }

    /// What more to answer of templates.
    pub enum TemplateExpansion {
        /// The body.
        Body = "body",
        /// The body in the storage format.
        Storage = "body.storage",
    }
}

models! {
    /// A template for pages, or one of a blueprint.
    pub struct Template {
        /// Its id.
        template_id: Option<TemplateId>,
        /// What it was made from, where a blueprint's template was changed.
        original_template: Option<OriginalTemplate>,
        /// The blueprint that uses it.
        referencing_blueprint: Option<String>,
        /// Its name.
        name: Option<String>,
        /// What it is for.
        description: Option<String>,
        /// The space that it belongs to; none where it belongs to the site.
        space: Option<Value>,
        /// Its labels, which its pages take over.
        labels: Vec<Label> = default,
        /// What it makes.
        template_type: Option<TemplateType>,
        /// The editor it was written with: `v1` or `v2`.
        editor_version: Option<String>,
        /// Its body, if expanded.
        body: ContentBodies = default,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// The template of an app that another one was made from.
    pub struct OriginalTemplate {
        /// The app.
        plugin_key: Option<String>,
        /// The template in the app.
        module_key: Option<String>,
    }
}

bodies! {
    /// A template to create.
    pub struct NewTemplate(
        /// `template_type` is what it makes.
        name: String,
        template_type: TemplateType,
        body: NewBodies,
    ) {
        /// What it is for.
        description: String,
        /// The labels that its pages take over.
        labels: Vec<NewLabel>,
        /// The space that it belongs to; without one it belongs to the site.
        space: SpaceRef,
    }

    /// A template as it shall be: the service replaces all of it.
    pub struct TemplateUpdate(
        /// `template_type` is what it makes.
        template_id: TemplateId,
        name: String,
        template_type: TemplateType ["page"],
        body: NewBodies,
    ) {
        /// What it is for.
        description: String,
        /// The labels that its pages take over.
        labels: Vec<NewLabel>,
        /// The space that it belongs to; without one it belongs to the site.
        space: SpaceRef,
    }
}
