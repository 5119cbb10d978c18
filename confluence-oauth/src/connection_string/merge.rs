//! Layers on top of each other: what comes first counts. A credential does not go where another layer points, and a
//! restriction that is taken back is noted.

use super::{Origin, Value};
use crate::error::{Error, Result};

/// What is left of the layers, the first one before the others, and restrictions that an earlier layer loosens.
pub(super) fn merge(layers: impl IntoIterator<Item = Vec<Value>>) -> Result<(Vec<Value>, Vec<String>)> {
    let (mut merged, mut loosened) = (Vec::<Value>::new(), Vec::new());
    let mut elsewhere = None;
    for value in layers.into_iter().flatten() {
        match merged.iter().find(|known| known.name == value.name) {
            None => merged.push(value),
            Some(counts) => {
                if value.name == "URL" && !is_same_site(counts, &value) {
                    elsewhere = Some((counts.clone(), value.clone()));
                }
                loosened.extend(loosens(counts, &value));
            }
        }
    }
    if let Some((counts, own)) = elsewhere {
        keep_credentials(&merged, &counts, &own)?;
    }
    Ok((merged, loosened))
}

/// A credential of a profile that names its site is for that site: what is left in an environment sends it nowhere else.
fn keep_credentials(merged: &[Value], counts: &Value, own: &Value) -> Result<()> {
    let Origin::Profile(path) = &own.origin else { return Ok(()) };
    // What a proxy or the connection itself asks for is not handed to the site.
    let of_the_way = |name: &str| name.starts_with("Proxy") || name.starts_with("SSL");
    let is_secret =
        |value: &&Value| !of_the_way(&value.name) && value.property.is_some_and(|property| property.secret);
    let credential = merged.iter().filter(is_secret).find(|value| value.origin == own.origin);
    let Some(credential) = credential else { return Ok(()) };
    let right = match &counts.origin {
        Origin::Environment(variable) => format!("unset {variable}"),
        _ => "leave URL out of it".to_owned(),
    };
    Err(Error::config(
        "URL",
        format!(
            "{} names another site than the profile {}, and {} of the profile would be sent there: {right}, leave the \
             profile out, or give the credential of that site too",
            place(counts),
            path.display(),
            credential.name
        ),
    ))
}

fn is_same_site(one: &Value, other: &Value) -> bool {
    match (one.url(), other.url()) {
        (Ok(one), Ok(other)) => one.origin() == other.origin(),
        // What is no address is refused later, by its own name.
        _ => true,
    }
}

/// A line about a restriction in whose place one counts that is not surely as narrow.
fn loosens(counts: &Value, other: &Value) -> Option<String> {
    let restricts = counts.property.is_some_and(|property| property.restricts);
    if !restricts || other.written().expose().trim().is_empty() || other.boolean().is_ok_and(|on| !on) {
        return None;
    }
    let same = counts.written().expose().trim() == other.written().expose().trim()
        || counts.boolean().is_ok_and(|on| on);
    (!same).then(|| format!("{} of {} is overridden by {}", counts.name, place(other), place(counts)))
}

fn place(value: &Value) -> String {
    match &value.origin {
        Origin::Environment(variable) => format!("the variable {variable}"),
        Origin::Profile(path) => format!("the profile {}", path.display()),
        Origin::String | Origin::Program => "the connection string".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::connection_string::{ConnectionString, Property};
    use crate::error::Result;

    static MORE: &[Property] = &[
        Property::new("PAT", "x").secret(),
        Property::new("ReadOnly", "x").restricts(),
        Property::new("Spaces", "x").restricts(),
    ];

    fn read(string: &str, variables: &[(&str, &str)], profile: &str) -> Result<ConnectionString> {
        let variables = variables.iter().map(|(name, text)| ((*name).into(), (*text).into()));
        let layers =
            ConnectionString::layers().with_properties(MORE).variables(variables.collect::<Vec<_>>());
        layers.string(string).profile_text("work.conf", profile).build()
    }

    #[test]
    fn a_credential_goes_to_the_site_of_its_profile() {
        const OWN: &str = "URL=https://wiki.example.com/wiki\nPAT=canary";
        let elsewhere = [("CONFLUENCE_URL", "https://other.example.com")];
        let error = read("", &elsewhere, OWN).unwrap_err();
        let said = error.to_string();
        for part in ["CONFLUENCE_URL", "work.conf", "PAT of the profile"] {
            assert!(
                error.property() == Some("URL") && said.contains(part) && !said.contains("canary"),
                "{said}"
            );
        }
        assert!(read("URL=https://other.example.com", &[], OWN).is_err());
        // The same site, another credential, or a profile that names no site.
        assert!(read("", &[("CONFLUENCE_URL", "https://WIKI.example.com/")], OWN).is_ok());
        assert!(read("URL=https://other.example.com;PAT=t", &[], OWN).is_ok());
        assert!(read("", &elsewhere, "PAT=canary").is_ok());
    }

    #[test]
    fn a_restriction_that_is_taken_back_is_told() {
        let told = |variables: &[(&str, &str)], profile: &str| {
            read("", variables, profile).unwrap().loosened_restrictions().join("\n")
        };
        let said = told(&[("CONFLUENCE_READ_ONLY", "false")], "ReadOnly=true");
        assert!(
            said.starts_with(
                "ReadOnly of the profile work.conf is overridden by the variable CONFLUENCE_READ_ONLY"
            ),
            "{said}"
        );
        assert!(told(&[("CONFLUENCE_SPACES", "TEAM")], "Spaces=DOCS").contains("CONFLUENCE_SPACES"));
        assert_eq!(told(&[("CONFLUENCE_READ_ONLY", "true")], "ReadOnly=false"), "");
        assert_eq!(told(&[("CONFLUENCE_SPACES", "DOCS")], "Spaces=DOCS"), "");
    }
}
