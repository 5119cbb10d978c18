//! Label information: the content of a label.

use crate::declare::endpoints;
use crate::models::v1::{LabelDetails, LabeledType};

endpoints! { V1:
    /// Returns a label with the content that has it.
    fn contents()[name: String] -> LabelDetails = GetAllLabelContent: GET "/label" paged Start
        needs granular ["read:content:confluence", "read:label:confluence"]
            or classic ["read:confluence-content.summary"]
    {
        /// Only things of this type.
        kind as "type": LabeledType,
    }
}
