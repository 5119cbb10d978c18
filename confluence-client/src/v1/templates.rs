//! Templates for pages.

use crate::declare::endpoints;
use crate::ids::{SpaceKey, TemplateId};
use crate::models::v1::{NewTemplate, Template, TemplateExpansion, TemplateUpdate};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { V1:
    /// Replaces a template.
    fn update() -> Template = UpdateContentTemplate: PUT "/template" <- TemplateUpdate
        needs granular [
            "read:content-details:confluence", "read:template:confluence", "write:template:confluence"
        ]
            or classic ["write:confluence-content"]

    /// Creates a template.
    fn create() -> Template = CreateContentTemplate: POST "/template" <- NewTemplate
        needs granular [
            "read:content-details:confluence", "read:template:confluence", "write:template:confluence"
        ]
            or classic ["write:confluence-content"]

    /// Lists the templates of blueprints, of the site or of a space.
    fn blueprints() -> Paged<Template> = GetBlueprintTemplates: GET "/template/blueprint" paged Start
        needs granular ["read:content-details:confluence", "read:template:confluence"]
            or classic ["read:confluence-content.summary"]
    {
        /// The space; without it, the site.
        space_key: SpaceKey,
        /// What more to answer.
        expand: Commas<TemplateExpansion>,
    }

    /// Lists the templates of the site or of a space.
    fn list() -> Paged<Template> = GetContentTemplates: GET "/template/page" paged Start
        needs granular ["read:content-details:confluence", "read:template:confluence"]
            or classic ["read:confluence-content.summary"]
    {
        /// The space; without it, the site.
        space_key: SpaceKey,
        /// What more to answer.
        expand: Commas<TemplateExpansion>,
    }

    /// Returns one template.
    fn get(template: TemplateId) -> Template = GetContentTemplate: GET "/template/{template}"
        needs granular ["read:content-details:confluence", "read:template:confluence"]
            or classic ["read:confluence-content.summary"]
    {
        /// What more to answer.
        expand: Commas<TemplateExpansion>,
    }

    /// Deletes a template; one that was made from a blueprint's becomes that again.
    fn delete(template: TemplateId) -> () = RemoveTemplate: DELETE "/template/{template}"
        needs granular ["write:template:confluence"] or classic ["write:confluence-content"]
}
