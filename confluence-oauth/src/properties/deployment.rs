//! `Deployment`: which Confluence it is.

use url::Url;

/// The deployment of a site: Confluence Cloud or Data Center.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Deployment {
    /// Atlassian's own hosts, the government cloud among them.
    Cloud,
    /// A server of one's own.
    DataCenter,
}

impl Deployment {
    /// The deployment that a site's host gives away: hosts of Atlassian are Cloud, all others Data Center.
    #[must_use]
    pub fn of(site: &Url) -> Self {
        // Sites of long ago still have names below jira.com.
        let cloud = is_government(site) || is_within(site, &["atlassian.net", "atlassian.com", "jira.com"]);
        if cloud { Self::Cloud } else { Self::DataCenter }
    }
}

/// Whether a site is of the government cloud, which has hosts of its own for everything.
pub(super) fn is_government(site: &Url) -> bool {
    is_within(site, &["atlassian-us-gov-mod.net", "atlassian-us-gov-mod.com"])
}

fn is_within(site: &Url, domains: &[&str]) -> bool {
    let host = site.host_str().unwrap_or_default().to_ascii_lowercase();
    // A dot at the end says that the name is whole.
    let host = host.trim_end_matches('.');
    domains.iter().any(|domain| {
        host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

/// The words of the property `Deployment`; `Auto` leaves it to the host.
pub(super) const DEPLOYMENTS: &[(&str, Option<Deployment>)] =
    &[("Auto", None), ("Cloud", Some(Deployment::Cloud)), ("DataCenter", Some(Deployment::DataCenter))];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_only_contains_atlassian_is_not_cloud() {
        let of = |site: &str| Deployment::of(&Url::parse(site).unwrap());
        assert_eq!(of("https://atlassian.net.example.com"), Deployment::DataCenter);
        assert_eq!(of("https://notatlassian.net"), Deployment::DataCenter);
        assert_eq!(of("https://a.atlassian.net"), Deployment::Cloud);
        assert_eq!(of("https://a.atlassian.net."), Deployment::Cloud);
        assert_eq!(of("https://a.jira.com/wiki"), Deployment::Cloud);
        for own in ["https://wiki.notjira.com", "https://jira.com.example.com", "https://jira.example.com"] {
            assert_eq!(of(own), Deployment::DataCenter, "{own}");
        }
    }
}
