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
    /// configuration folder. Given several times, one server serves several sites, the first one by default.
    #[arg(long, global = true, value_name = "NAME")]
    profile: Vec<String>,
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
        match self.profile.as_slice() {
            [] => Ok(layers),
            [name] => Ok(layers.profile(profile_path(name)?)),
            _ => Err("several profiles are for `serve`: name one here".into()),
        }
    }

    /// The profile, if every property comes from it.
    pub(crate) fn only_profile(&self, string: &ConnectionString) -> Option<&str> {
        let all = string.values().all(|value| matches!(value.origin(), Origin::Profile(_)));
        self.profile.first().map(String::as_str).filter(|_| all)
    }

    /// The connections of all sites under their names: one without a name, or one for each of several profiles.
    pub(crate) fn connections(&self, read_only: bool) -> Result<Vec<(String, Connection)>> {
        if self.profile.len() < 2 {
            return Ok(vec![(String::new(), self.connection(read_only)?)]);
        }
        if self.connection.is_some() {
            return Err("give --connection, or several --profile, and not both".into());
        }
        let mut sites: Vec<(String, Connection)> = Vec::with_capacity(self.profile.len());
        for profile in &self.profile {
            let path = profile_path(profile)?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if sites.iter().any(|(other, _)| *other == name) {
                return Err(format!("two profiles have the name {name}: a site is chosen by it").into());
            }
            // What is in the environment is meant for one site, and would make all of them the same.
            let mut layers = ConnectionString::layers().profile(path);
            if read_only {
                layers = layers.property("ReadOnly", "true");
            }
            let string = layers.build().map_err(|error| format!("profile {name}: {error}"))?;
            sites.push((name, Connection::new(string)?));
        }
        Ok(sites)
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
