//! Scopes that the other deployment has, or none: the service refuses them at the login, and does not say which.

use crate::site::Deployment;
use crate::{v1, v2};

const OF_DATA_CENTER: [&str; 4] = ["READ", "WRITE", "ADMIN", "SYSTEM_ADMIN"];
/// Scopes of Cloud that no operation here names: the one that is of no interface, and classic ones that are still given.
const OF_NO_OPERATION: [&str; 3] = ["offline_access", "read:confluence-props", "write:confluence-props"];
/// How many letters may differ in what was meant.
const MOST_SLIPS: usize = 2;

/// What is said of the first scope that the login would be refused for.
pub(super) fn refused(scopes: &[String], deployment: Deployment) -> Option<String> {
    foreign(scopes, deployment).or_else(|| match deployment {
        Deployment::Cloud => scopes.iter().find_map(|scope| misspelt(scope)),
        Deployment::DataCenter => None,
    })
}

fn foreign(scopes: &[String], deployment: Deployment) -> Option<String> {
    let (here, there, right) = match deployment {
        Deployment::Cloud => ("Cloud", "Data Center", "read:page:confluence"),
        Deployment::DataCenter => ("Data Center", "Cloud", "WRITE"),
    };
    let foreign = |scope: &&String| match deployment {
        Deployment::Cloud => OF_DATA_CENTER.contains(&scope.as_str()),
        Deployment::DataCenter => scope.contains(':'),
    };
    let foreign = scopes.iter().find(foreign)?;
    Some(format!(
        "Scope: {foreign} is a scope of {there}, and this site is {here}, whose scopes are such as {right}"
    ))
}

/// Applications may have scopes of other products too: only what resembles one of ours, or none at all, is told.
fn misspelt(scope: &str) -> Option<String> {
    let operations = v2::operations().chain(v1::operations());
    let known =
        operations.flat_map(|operation| operation.granular_scopes.iter().chain(operation.classic_scopes));
    let known = known.copied().chain(OF_NO_OPERATION);
    let distance = |known: &str| strsim::osa_distance(scope, known);
    let (slips, nearest) = known.map(|known| (distance(known), known)).min()?;
    match slips {
        0 => None,
        1..=MOST_SLIPS => {
            Some(format!("Scope: {scope} is not a scope of Confluence; did you mean {nearest}?"))
        }
        _ if scope.contains(':') => None,
        _ => Some(format!(
            "Scope: {scope} is not a scope of Cloud, whose scopes are such as read:page:confluence"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(scopes: &str, deployment: Deployment) -> Option<String> {
        let scopes: Vec<String> = scopes.split(' ').map(str::to_owned).collect();
        refused(&scopes, deployment)
    }

    #[test]
    fn a_scope_that_is_none_is_told_before_the_login() {
        let meant = told("search:confluence read:page:conflunce", Deployment::Cloud).unwrap();
        assert!(meant.contains("did you mean read:page:confluence?"), "{meant}");
        let lasting = told("offline_acess", Deployment::Cloud).unwrap();
        assert!(lasting.contains("did you mean offline_access?"), "{lasting}");
        assert!(told("foo", Deployment::Cloud).unwrap().contains("not a scope of Cloud"));
        let all = crate::wiki::scopes(false).join(" ");
        for right in
            [&all, "offline_access read:jira-work", "read:me", "read:confluence-props write:confluence-props"]
        {
            assert_eq!(told(right, Deployment::Cloud), None, "{right}");
        }
        assert_eq!(told("WRITE", Deployment::DataCenter), None);
        assert!(told("WRITE", Deployment::Cloud).unwrap().contains("a scope of Data Center"));
        assert!(told("read:page:confluence", Deployment::DataCenter).unwrap().contains("a scope of Cloud"));
    }
}
