//! Labels.

use crate::declare::models;
use crate::ids::LabelId;

models! {
    /// A label.
    pub struct Label {
        /// Its id.
        id: Option<LabelId>,
        /// Its name.
        name: String = default,
        /// `global`, `my`, `team` or `system`.
        prefix: Option<String>,
    }
}
