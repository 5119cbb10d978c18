//! Where the connection is configured: flags, the environment, a profile file.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use confluence_client::Reason;
use confluence_client::connection::{self, Connection, ConnectionString, Layers};
use confluence_oauth::Origin;
use etcetera::BaseStrategy as _;

use super::error::{Result, said};
use super::other_server::addresses_of_other_servers;

/// The profile that `init` writes, and that is read, where no other is named.
pub(super) const USUAL_PROFILE: &str = "default";

/// How Confluence is reached.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct ConnectOptions {
    /// `Name=Value;Name=Value`, such as `URL=https://wiki.example.com;AuthScheme=PAT;PAT=env:MY_PAT`. What is not
    /// in it comes from variables such as `CONFLUENCE_URL`, then from the profile.
    #[arg(long, global = true, value_name = "STRING")]
    connection: Option<String>,
    /// A profile, which is a file with one `Name=Value` per line: a path, or NAME for `confluence/profiles/NAME.conf`
    /// in the user's configuration folder. Default: `default`, if there is one and nothing else names a site. Given
    /// several times, one server serves several sites; the first one is the default.
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
        let Given { mut layers, profile } = self.given(Some(USUAL_PROFILE))?;
        if read_only {
            layers = layers.property("ReadOnly", "true");
        }
        let string = layers.build()?;
        // A misspelt name is told before the property that is missing for it.
        string.check_names()?;
        if string.peek("URL").is_none() {
            return Err(match profile {
                Some(name) => format!(
                    "URL is missing: the profile {} has no line URL=...",
                    profile_path(&name)?.display()
                ),
                // `CONFLUENCE_CONNECTION`, say, which may be where the address is.
                None => {
                    let elsewhere = addresses_elsewhere(|name| std::env::var(name).ok());
                    let options = options_meant(string.ignored_environment());
                    let behind = empty_variables(&["URL"]).into_iter().chain(self.cut_off());
                    let behind: Vec<String> = behind.collect();
                    [
                        &[NO_SITE.to_owned()],
                        elsewhere.as_slice(),
                        string.notes().as_slice(),
                        &options,
                        &behind,
                    ]
                    .concat()
                    .join(". ")
                }
            }
            .into());
        }
        Ok(string)
    }

    /// The same error with what may be behind it, where a property is missing.
    pub(super) fn explained(
        &self,
        error: Box<dyn std::error::Error + Send + Sync>,
    ) -> Box<dyn std::error::Error + Send + Sync> {
        let reason = error.downcast_ref().and_then(confluence_client::Error::reason);
        match reason {
            Some(Reason::MissingProperty) => {
                let more = self.behind_what_is_missing();
                more.into_iter().fold(error, |error, more| format!("{error}. {more}").into())
            }
            _ => error,
        }
    }

    /// Why a property may be missing, a sentence each: it is given and empty, it stands where nothing is read, or the shell
    /// ended the command before it.
    pub(super) fn behind_what_is_missing(&self) -> Vec<String> {
        if let Some(empty) = empty_variables(&CREDENTIALS) {
            return vec![empty];
        }
        self.cut_off().into_iter().chain(self.usual_profile_unread()).collect()
    }

    /// That the shell may have ended the command at a `;` of the string.
    fn cut_off(&self) -> Option<String> {
        let text = self.connection.as_ref()?;
        (text.contains('=') && !text.contains(';')).then(|| {
            "If more was given behind a `;`, the shell ended the command there: write quotes around the whole of \
             --connection"
                .to_owned()
        })
    }

    /// What `init` saved does not count where something else names a site, and people do not expect that.
    fn usual_profile_unread(&self) -> Option<String> {
        let profile = existing(Some(USUAL_PROFILE)).filter(|_| self.profile.is_empty())?;
        let string = self.given(None).ok()?.layers.build().ok()?;
        let namer = match string.peek("URL")?.origin() {
            Origin::Environment(variable) => format!("the variable {variable}"),
            _ => "--connection".to_owned(),
        };
        Some(format!(
            "The profile `{profile}` is not read, since {namer} names a site: --profile {profile} reads it too"
        ))
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
            layers = layers.profile(profile_that_is(name)?);
        }
        Ok(Given { layers, profile })
    }

    /// Several profiles, each with its connection: one server serves them all.
    ///
    /// # Errors
    /// One of them cannot be, or something else names a connection too.
    pub(super) fn several(&self) -> Result<Option<Vec<(&str, ConnectionString)>>> {
        if self.profile.len() < 2 {
            return Ok(None);
        }
        // What cannot be served is told as `serve` tells it.
        self.connections(false)?;
        let mut all = Vec::with_capacity(self.profile.len());
        for name in &self.profile {
            all.push((name.as_str(), connection::layers().profile(profile_that_is(name)?).build()?));
        }
        Ok(Some(all))
    }

    /// What to give the next command for the same connection, behind a blank. What is in `--connection` is not repeated: it
    /// may hold secrets.
    pub(super) fn again(&self) -> String {
        let plain = |letter: char| letter.is_alphanumeric() || "-_./\\:".contains(letter);
        let profiles = self.profile.iter().map(|name| match name.chars().all(plain) {
            true => format!(" --profile {name}"),
            false => format!(" --profile \"{name}\""),
        });
        self.connection.iter().map(|_| " --connection \"THE SAME\"".to_owned()).chain(profiles).collect()
    }

    /// The option that names a connection, if one does.
    pub(super) fn is_given(&self) -> Option<&'static str> {
        let profile = (!self.profile.is_empty()).then_some("--profile");
        self.connection.as_ref().map(|_| "--connection").or(profile)
    }

    /// A connection beside another one would be two.
    pub(super) fn refuse_beside(&self, option: &str) -> Result<()> {
        match self.is_given() {
            None => Ok(()),
            Some(_) => {
                Err(format!("{option} has the connection: leave --connection and --profile out").into())
            }
        }
    }

    /// The connections of all sites under their names: one without a name, or one for each of several profiles.
    pub(crate) fn connections(&self, read_only: bool) -> Result<Vec<(String, Connection)>> {
        if self.profile.len() < 2 {
            return Ok(vec![(String::new(), self.understood(read_only)?)]);
        }
        if self.connection.is_some() {
            return Err("give --connection, or several --profile, and not both".into());
        }
        let mut environment = Beside::several_profiles()?;
        let read_only = read_only || environment.read_only;
        let mut sites: Vec<(String, Connection)> = Vec::with_capacity(self.profile.len());
        for profile in &self.profile {
            let path = profile_that_is(profile)?;
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
            environment.named_by(&string);
            let connection =
                Connection::new(string).map_err(|error| format!("profile {name}: {}", said(&error)))?;
            for note in connection.notes() {
                tracing::warn!("profile {name}: {note}");
            }
            sites.push((name, connection));
        }
        environment.tell();
        Ok(sites)
    }

    /// The connection, understood and not opened; what has no effect in it is told.
    pub(crate) fn connection(&self, read_only: bool) -> Result<Connection> {
        self.understood(read_only).map_err(|error| self.explained(error))
    }

    fn understood(&self, read_only: bool) -> Result<Connection> {
        let connection = Connection::new(self.string(read_only)?)?;
        for note in connection.notes() {
            tracing::warn!("{note}");
        }
        Ok(connection)
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
                       `confluence-mcp --help` shows what goes into a connection string";

/// Variables of the environment in which other programs have the address of the site: they are told and not read, since
/// they may be of another product.
fn addresses_elsewhere(environment: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let set = |name: &&str| environment(name).is_some_and(|text| !text.trim().is_empty());
    let names: Vec<&str> = addresses_of_other_servers().filter(set).collect();
    if names.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "{} of the environment is not read: CONFLUENCE_URL, CONFLUENCE_USERNAME and CONFLUENCE_API_TOKEN are, and \
         `confluence-mcp init --from FILE.env` takes a file with such names over",
        names.join(", ")
    )]
}

/// Variables in which others keep what an option has here.
fn options_meant(ignored: &[String]) -> Vec<String> {
    let option = |name: &str| match name {
        "CONFLUENCE_CONNECTION" | "CONFLUENCE_CONNECTION_STRING" => Some("--connection"),
        "CONFLUENCE_PROFILE" => Some("--profile"),
        _ => None,
    };
    let meant = ignored.iter().filter_map(|name| Some(format!("{} \"${name}\" takes it", option(name)?)));
    meant.collect()
}

/// What a credential is given by.
const CREDENTIALS: [&str; 6] =
    ["PAT", "APIToken", "Password", "OAuthClientId", "OAuthAccessToken", "OAuthRefreshToken"];

/// That variables of the environment for some of these properties hold nothing.
fn empty_variables(properties: &[&str]) -> Option<String> {
    let empty = empty_among(std::env::vars_os(), properties);
    let (variables, are) = if empty.len() > 1 { ("variables", "are") } else { ("variable", "is") };
    let told = || format!("The {variables} {} of the environment {are} set and empty", empty.join(", "));
    (!empty.is_empty()).then(told)
}

/// Variables that stand for one of these properties and hold nothing, as a template leaves them that was not filled in.
fn empty_among(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
    properties: &[&str],
) -> Vec<String> {
    let stands = |name: &String| {
        // What names a file is the same credential.
        let one = [(OsString::from(name.trim_end_matches("_FILE")), OsString::from("x"))];
        let string = connection::layers().variables(one).build();
        string.is_ok_and(|string| string.values().any(|value| properties.contains(&value.name())))
    };
    let empty = variables.into_iter().filter(|(_, text)| text.is_empty());
    let mut names: Vec<String> =
        empty.filter_map(|(name, _)| name.into_string().ok()).filter(stands).collect();
    names.sort_unstable();
    names
}

/// The profile of this name, if it has been written: a container may have no folder for one.
fn existing(name: Option<&str>) -> Option<String> {
    let name = name.filter(|name| profile_path(name).is_ok_and(|path| path.exists()));
    name.map(str::to_owned)
}

/// The file of a profile, which is there; an error says which ones there are.
fn profile_that_is(name: &str) -> Result<PathBuf> {
    let path = profile_path(name)?;
    if path.exists() {
        return Ok(path);
    }
    let folder = profile_path(USUAL_PROFILE)?.with_file_name("");
    let files = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|file| file.path());
    let profiles = files.filter(|file| file.extension().is_some_and(|ending| ending == "conf"));
    let mut names: Vec<String> =
        profiles.filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect();
    names.sort_unstable();
    let there = match names.as_slice() {
        [] => "is none yet: `confluence-mcp init --save NAME` makes one".to_owned(),
        names => format!(
            "is --profile {}, and `confluence-mcp init --save NAME` makes another one",
            names.join(", --profile ")
        ),
    };
    Err(format!(
        "--profile {name}: there is no file {}. In {} there {there}; a name with `/`, `\\` or `.` in it is a path",
        path.display(),
        folder.display()
    )
    .into())
}

/// The file of a profile that is named, or is a path itself.
pub(super) fn profile_path(name: &str) -> Result<PathBuf> {
    if name.contains(['/', '\\', '.']) {
        return Ok(name.into());
    }
    let folders = etcetera::choose_base_strategy()?;
    Ok(folders.config_dir().join("confluence/profiles").join(format!("{name}.conf")))
}

/// The environment beside several profiles: it is meant for one site, and would make all of them the same.
struct Beside {
    read_only: bool,
    /// Properties, each with its variable, that count for none of the sites.
    idle: Vec<(&'static str, String)>,
}

impl Beside {
    /// What takes rights away is honoured or refused.
    fn several_profiles() -> Result<Self> {
        let string = connection::layers().environment().build()?;
        string.check_names()?;
        let mut beside = Self { read_only: false, idle: Vec::new() };
        for value in string.values().filter(|value| !value.written().expose().trim().is_empty()) {
            let (Some(property), Origin::Environment(variable)) = (value.property(), value.origin()) else {
                continue;
            };
            match property.name {
                "ReadOnly" => beside.read_only |= value.boolean()?,
                name if property.restricts => {
                    return Err(format!(
                        "{name}: the variable {variable} of the environment would take rights away from none of several \
                         profiles: write {name} into each of them, or unset it"
                    )
                    .into());
                }
                name => beside.idle.push((name, variable.clone())),
            }
        }
        Ok(beside)
    }

    /// A profile may name a variable as `env:VARIABLE`, which is then used.
    fn named_by(&mut self, profile: &ConnectionString) {
        self.idle.retain(|(_, variable)| {
            !profile.values().any(|value| value.reference() == Some(variable.as_str()))
        });
    }

    fn tell(&self) {
        for (name, variable) in &self.idle {
            tracing::warn!(
                "{name} is not used: {variable} of the environment does not count beside several profiles"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_and_not_read_is_named() {
        let set = |name: &str| (name == "ATLASSIAN_SITE_NAME").then(|| "acme".to_owned());
        assert!(
            addresses_elsewhere(set).concat().contains("ATLASSIAN_SITE_NAME of the environment is not read")
        );
        assert!(addresses_elsewhere(|_| None).is_empty());
        let ignored = ["CONFLUENCE_PROFILE".to_owned(), "CONFLUENCE_COLOUR".to_owned()];
        assert_eq!(options_meant(&ignored), ["--profile \"$CONFLUENCE_PROFILE\" takes it"]);
        let of = |name: &str, text: &str| (OsString::from(name), OsString::from(text));
        let variables = [of("CONFLUENCE_PAT", ""), of("CONFLUENCE_API_TOKEN", "t"), of("OTHER", "")];
        let of_file = of("CONFLUENCE_API_TOKEN_FILE", "");
        let variables = variables.into_iter().chain([of_file]);
        assert_eq!(empty_among(variables, &CREDENTIALS), ["CONFLUENCE_API_TOKEN_FILE", "CONFLUENCE_PAT"]);
    }
}
