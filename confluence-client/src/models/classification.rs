//! Classification levels: how confidential content is.

use crate::declare::{bodies, models, open_enums};
use crate::ids::ClassificationLevelId;

use super::ContentStatus;

open_enums! {
    /// The colour of a classification level.
    pub enum ClassificationColor {
        /// Red.
        Red = "RED",
        /// A bold red.
        RedBold = "RED_BOLD",
        /// Orange.
        Orange = "ORANGE",
        /// Yellow.
        Yellow = "YELLOW",
        /// Green.
        Green = "GREEN",
        /// Blue.
        Blue = "BLUE",
        /// Navy.
        Navy = "NAVY",
        /// Teal.
        Teal = "TEAL",
        /// Purple.
        Purple = "PURPLE",
        /// Grey.
        Grey = "GREY",
        /// Lime.
        Lime = "LIME",
    }

    /// Where a classification level stands in its life.
    pub enum ClassificationStatus {
        /// It cannot be used yet.
        Draft = "DRAFT",
        /// It can be used.
        Published = "PUBLISHED",
        /// It cannot be used any more.
        Archived = "ARCHIVED",
    }
}

models! {
    /// A classification level.
    pub struct ClassificationLevel {
        /// Its id.
        id: Option<ClassificationLevelId>,
        /// Where it stands in its life.
        status: Option<ClassificationStatus>,
        /// Its place: the higher, the more confidential.
        order: Option<f64> = default,
        /// Its name.
        name: Option<String>,
        /// What it means.
        description: Option<String>,
        /// What to mind.
        guideline: Option<String>,
        /// Its colour.
        color: Option<ClassificationColor>,
    }
}

bodies! {
    /// The classification level that content shall have.
    pub struct NewClassification(
        /// The level, and whether the draft or the published content gets it.
        id: ClassificationLevelId,
        status: ContentStatus ["current", "draft"],
    )

    /// Takes content back to the default level of its space.
    pub struct ClassificationReset(
        /// Whether the draft or the published content goes back.
        status: ContentStatus ["current", "draft"],
    )

    /// The default level of a space.
    pub struct DefaultClassification(
        /// The level.
        id: ClassificationLevelId,
    )
}
