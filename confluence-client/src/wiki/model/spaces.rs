//! Spaces.

use crate::ids::{ContentId, SpaceKey};
use crate::wiki::model::located::{Located, Location};

/// A space to create, for [`Wiki::create_space`](crate::Wiki::create_space).
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use confluence_client::wiki::NewSpace;
///
/// let space = wiki.create_space(NewSpace::new("NOTES", "Notes").description("Loose ends").private()).await?;
/// println!("{}", space.key);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a space is created by `Wiki::create_space`"]
pub struct NewSpace {
    pub(in crate::wiki) key: SpaceKey,
    pub(in crate::wiki) name: String,
    pub(in crate::wiki) description: Option<String>,
    pub(in crate::wiki) private: bool,
}

impl NewSpace {
    /// A space of a key, letters and digits alone, and a name.
    pub fn new(key: impl Into<SpaceKey>, name: impl Into<String>) -> Self {
        Self { key: key.into(), name: name.into(), description: None, private: false }
    }

    /// What it is for, as plain text.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Only its creator may see it.
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }
}

/// Changes to a space, for [`Wiki::update_space`](crate::Wiki::update_space); what is not set stays.
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use confluence_client::wiki::SpaceUpdate;
///
/// wiki.update_space("NOTES", SpaceUpdate::new().name("Loose ends").homepage("98765")).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "a space is changed by `Wiki::update_space`"]
pub struct SpaceUpdate {
    pub(in crate::wiki) name: Option<String>,
    pub(in crate::wiki) description: Option<String>,
    pub(in crate::wiki) homepage: Option<ContentId>,
}

impl SpaceUpdate {
    /// As it is.
    pub fn new() -> Self {
        Self::default()
    }

    /// Its name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What it is for, as plain text.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Its home page.
    pub fn homepage(mut self, page: impl Into<ContentId>) -> Self {
        self.homepage = Some(page.into());
        self
    }
}

impl Located for NewSpace {
    fn locations(&self) -> Vec<Location<'_>> {
        vec![Location::Space(Some(&self.key))]
    }
}
