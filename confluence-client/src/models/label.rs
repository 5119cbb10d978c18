//! Labels.

use crate::declare::{models, open_enums};
use crate::ids::LabelId;

open_enums! {
    /// Whose a label is.
    pub enum LabelPrefix {
        /// Everybody's.
        Global = "global",
        /// The caller's own.
        My = "my",
        /// A team's.
        Team = "team",
        /// The service's.
        System = "system",
    }
}

models! {
    /// A label.
    pub struct Label {
        /// Its id.
        id: Option<LabelId>,
        /// Its name.
        name: String = default,
        /// Whose it is.
        prefix: Option<LabelPrefix>,
    }
}
