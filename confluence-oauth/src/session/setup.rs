//! What a session was opened with, which those of other users share.

use std::sync::Arc;

use super::signing::Signing;
use crate::clock::Clock;
use crate::exchange::HttpExchange;
use crate::login::LoginPrompt;
use crate::properties::OAuthProperties;
use crate::provider::Provider;
use crate::store::{EntryKey, TokenStore};

/// What a session is, apart from what it has in memory.
#[derive(Clone)]
pub(crate) struct Setup {
    pub(crate) properties: OAuthProperties,
    pub(crate) provider: Provider,
    pub(crate) scopes: Vec<String>,
    pub(crate) key: EntryKey,
    pub(crate) store: Arc<dyn TokenStore>,
    /// Whether the program brought the store, so that what `OAuthSettingsLocation` names is used by nobody.
    pub(super) has_own_store: bool,
    pub(crate) http: Arc<dyn HttpExchange>,
    pub(crate) clock: Clock,
    /// What `CloudId` says: the site is then known by it, and not by its address.
    pub(crate) given_cloud_id: Option<String>,
    pub(super) signing: Arc<Signing>,
    pub(super) prompt: Option<Arc<dyn LoginPrompt>>,
}
