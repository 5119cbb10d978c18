//! The user's own browser.

use async_trait::async_trait;
use url::Url;

use super::LoginPrompt;
use crate::exchange::ExchangeError;

/// Opens the login in the user's browser, where there is one.
#[cfg_attr(docsrs, doc(cfg(feature = "browser")))]
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Browser;

impl Browser {
    /// The user's browser.
    #[must_use]
    pub fn new() -> Self {
        Self
    }

    /// Whether a browser that opens here would be seen by the user: there is a display, and this is neither a
    /// remote shell nor a build.
    #[must_use]
    pub fn is_available(&self) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let display = cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY");
        display && !set("SSH_CONNECTION") && !set("CI")
    }
}

#[async_trait]
impl LoginPrompt for Browser {
    async fn show(&self, authorization_url: Url) -> Result<(), ExchangeError> {
        if !self.is_available() {
            return Err("there is no display".into());
        }
        tokio::task::spawn_blocking(move || webbrowser::open(authorization_url.as_str())).await??;
        Ok(())
    }
}
