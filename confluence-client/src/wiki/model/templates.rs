//! Templates.

use serde::{Deserialize, Serialize};

use crate::ids::{SpaceKey, TemplateId};
use crate::wiki::model::located::{Located, Location};

/// A content template.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The space that it belongs to; none where it belongs to the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceKey>,
    /// The labels that its pages get.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// Its body in the storage format, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<String>,
}

impl Template {
    /// A template of this id and name, of which nothing else is known.
    pub fn new(id: impl Into<TemplateId>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            description: String::new(),
            space: None,
            labels: Vec::new(),
            storage: None,
        }
    }
}

impl Located for Template {
    fn locations(&self) -> Vec<Location<'_>> {
        vec![Location::Space(self.space.as_ref())]
    }

    fn identity(&self) -> Option<&str> {
        Some(self.id.as_str())
    }
}
