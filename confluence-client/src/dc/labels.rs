//! Labels of the site.

use crate::declare::endpoints;
use crate::ids::SpaceKey;
use crate::models::v1::Label;
use crate::wire::paging::Paged;

endpoints! { DataCenter:
    /// Lists labels.
    fn list() -> Paged<Label> = Labels("labels_1"): GET "/label/labels" paged Start {
        /// Only labels of this name.
        label_name: String,
        /// Only labels of this person, by the name to log in with.
        owner: String,
        /// Only labels of this prefix: `global`, `my`, `team`.
        namespace: String,
        /// Only labels of this space.
        space_key: SpaceKey,
    }

    /// Lists the most popular labels.
    fn popular() -> Paged<Label> = PopularLabels("popular"): GET "/label/popular" paged Start

    /// Lists the most recently used labels.
    fn recent() -> Paged<Label> = RecentLabels("recent"): GET "/label/recent" paged Start

    /// Lists the related labels of a label.
    fn related(label: String) -> Paged<Label> = RelatedLabels("related"): GET "/label/{label}/related"
        paged Start
}
