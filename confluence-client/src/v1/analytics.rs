//! Analytics: views and viewers of content.

use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::v1::ViewCount;

endpoints! { V1:
    /// Returns the number of views of a piece of content.
    fn views(content: ContentId) -> ViewCount = GetViews: GET "/analytics/content/{content}/views"
        needs granular ["read:analytics.content:confluence"] or classic ["read:confluence-content.summary"]
    {
        /// Only since this day, such as `2026-01-31`.
        from_date: String,
    }

    /// Returns the number of viewers of a piece of content.
    fn viewers(content: ContentId) -> ViewCount = GetViewers: GET "/analytics/content/{content}/viewers"
        needs granular ["read:analytics.content:confluence"] or classic ["read:confluence-content.summary"]
    {
        /// Only since this day, such as `2026-01-31`.
        from_date: String,
    }
}
