//! Labels of spaces.

use crate::declare::endpoints;
use crate::ids::SpaceKey;
use crate::models::v1::Label;
use crate::wire::paging::Paged;

endpoints! { DataCenter:
    /// Lists the labels of a space.
    fn list(space: SpaceKey) -> Paged<Label> = LabelsOfSpace("index_3"): GET "/space/{space}/labels"
        paged Start

    /// Lists the most popular labels in a space.
    fn popular(space: SpaceKey) -> Paged<Label> = PopularLabelsOfSpace("popular_1"):
        GET "/space/{space}/labels/popular" paged Start

    /// Lists the most recently used labels in a space.
    fn recent(space: SpaceKey) -> Paged<Label> = RecentLabelsOfSpace("recent_1"):
        GET "/space/{space}/labels/recent" paged Start

    /// Lists the related labels of a label in a space.
    fn related(space: SpaceKey, label: String) -> Paged<Label> = RelatedLabelsOfSpace("related_1"):
        GET "/space/{space}/labels/{label}/related" paged Start
}
