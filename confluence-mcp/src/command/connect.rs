//! Where the connection is configured: flags, the environment, a profile file.

use std::path::PathBuf;

use clap::Args;
use confluence_client::connection::{self, Connection, ConnectionString, Layers};
use confluence_oauth::Origin;
use etcetera::BaseStrategy as _;

use super::error::Result;

/// The profile that `init` writes, and that is read, where no other is named.
pub(super) const USUAL_PROFILE: &str = "default";

/// How Confluence is reached.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Of every command")]
pub(crate) struct ConnectOptions {
    /// `Name=Value;Name=Value`, such as `URL=https://wiki.example.com;AuthScheme=PAT;PAT=env:MY_PAT`. What is not
    /// in it comes from variables such as `CONFLUENCE_URL`, then from the profile.
    #[arg(long, global = true, value_name = "STRING")]
    connection: Option<String>,
    /// A file with one `Name=Value` a line: a path, or NAME for `confluence/profiles/NAME.conf` in the user's
    /// configuration folder. Where nothing else names a site, it is `default`, if there is one. Given several
    /// times, one server serves several sites, the first one by default.
    #[arg(long, global = true, value_name = "NAME")]
    profile: Vec<String>,
}

/// What was given, and the profile that is part of it.
pub(super) struct Given {
    pub(super) layers: Layers,
    profile: Option<String>,
}

impl ConnectOptions {
    /// All properties, merged.
    pub(crate) fn string(&self, read_only: bool) -> Result<ConnectionString> {
        let mut layers = self.given(Some(USUAL_PROFILE))?.layers;
        if read_only {
            layers = layers.property("ReadOnly", "true");
        }
        let string = layers.build()?;
        // A misspelt name is told before the property that is missing for it.
        string.check_names()?;
        if string.peek("URL").is_none() {
            return Err(NO_SITE.into());
        }
        for note in string.notes() {
            tracing::warn!("{note}");
        }
        Ok(string)
    }

    /// What was given, to be added to. `usual` is the profile that is read, if there is one of this name, where
    /// nothing names a site.
    pub(super) fn given(&self, usual: Option<&str>) -> Result<Given> {
        let mut layers = connection::layers().environment();
        if let Some(text) = &self.connection {
            layers = layers.string(text);
        }
        let profile = match self.profile.as_slice() {
            [] if layers.clone().build()?.peek("URL").is_none() => existing(usual),
            [] => None,
            [name] => Some(name.clone()),
            _ => return Err("several profiles are for `serve`: name one here".into()),
        };
        if let Some(name) = &profile {
            layers = layers.profile(profile_path(name)?);
        }
        Ok(Given { layers, profile })
    }

    /// A connection beside another one would be two.
    pub(super) fn refuse_beside(&self, option: &str) -> Result<()> {
        match (&self.connection, self.profile.is_empty()) {
            (None, true) => Ok(()),
            _ => Err(format!("{option} has the connection: leave --connection and --profile out").into()),
        }
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
            let mut layers = connection::layers().profile(path);
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

impl Given {
    /// A connection that is whole.
    pub(super) fn of(layers: Layers) -> Self {
        Self { layers, profile: None }
    }

    /// The profile, if every property comes from it.
    pub(super) fn only_profile(&self, string: &ConnectionString) -> Option<&str> {
        let all = string.values().all(|value| matches!(value.origin(), Origin::Profile(_)));
        self.profile.as_deref().filter(|_| all)
    }
}

const NO_SITE: &str = "URL is missing, so no site is known: `confluence-mcp init` sets a connection up, or give one with \
                       --connection \"URL=...;...\", --profile NAME or the variable CONFLUENCE_URL; \
                       `confluence-mcp --help` shows what belongs into it";

/// The profile of this name, if it has been written: a container may have no folder for one.
fn existing(name: Option<&str>) -> Option<String> {
    let name = name.filter(|name| profile_path(name).is_ok_and(|path| path.exists()));
    name.map(str::to_owned)
}

/// The file of a profile that is named, or is a path itself.
pub(super) fn profile_path(name: &str) -> Result<PathBuf> {
    if name.contains(['/', '\\', '.']) {
        return Ok(name.into());
    }
    let folders = etcetera::choose_base_strategy()?;
    Ok(folders.config_dir().join("confluence/profiles").join(format!("{name}.conf")))
}
