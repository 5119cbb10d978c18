//! Where the connection is configured: flags, the environment, a profile file.

use std::path::PathBuf;

use clap::Args;
use confluence_client::connection::{Connection, ConnectionString};
use confluence_oauth::{Layers, Origin};
use etcetera::BaseStrategy as _;

use super::Result;

/// How Confluence is reached.
#[derive(Clone, Debug, Args)]
pub(crate) struct ConnectOptions {
    /// `Name=Value;Name=Value`, such as `URL=https://wiki.example.com;AuthScheme=PAT;PAT=env:MY_PAT`. What is not
    /// in it comes from variables such as `CONFLUENCE_URL`, then from the profile.
    #[arg(long, global = true, value_name = "STRING")]
    connection: Option<String>,
    /// A file with one `Name=Value` a line: a path, or NAME for `confluence/profiles/NAME.conf` in the user's
    /// configuration folder.
    #[arg(long, global = true, value_name = "NAME")]
    profile: Option<String>,
}

impl ConnectOptions {
    /// All properties, merged.
    pub(crate) fn string(&self, read_only: bool) -> Result<ConnectionString> {
        let mut layers = self.layers()?;
        if read_only {
            layers = layers.property("ReadOnly", "true");
        }
        let string = layers.build()?;
        for name in string.ignored_environment() {
            tracing::info!(%name, "this variable of the environment names no property and is ignored");
        }
        Ok(string)
    }

    /// What was given, to be added to.
    pub(crate) fn layers(&self) -> Result<Layers> {
        let mut layers = ConnectionString::layers().environment();
        if let Some(text) = &self.connection {
            layers = layers.string(text);
        }
        if let Some(name) = &self.profile {
            layers = layers.profile(profile_path(name)?);
        }
        Ok(layers)
    }

    /// The profile, if every property comes from it.
    pub(crate) fn only_profile(&self, string: &ConnectionString) -> Option<&str> {
        let all = string.values().all(|value| matches!(value.origin(), Origin::Profile(_)));
        self.profile.as_deref().filter(|_| all)
    }

    /// The connection, understood and not opened.
    pub(crate) fn connection(&self, read_only: bool) -> Result<Connection> {
        Ok(Connection::new(self.string(read_only)?)?)
    }
}

/// The file of a profile that is named, or is a path itself.
pub(super) fn profile_path(name: &str) -> Result<PathBuf> {
    if name.contains(['/', '\\', '.']) {
        return Ok(name.into());
    }
    let folders = etcetera::choose_base_strategy()?;
    Ok(folders.config_dir().join("confluence/profiles").join(format!("{name}.conf")))
}
