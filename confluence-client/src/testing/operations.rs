//! The names of the operations that a deployment plays, for who orders a fault for one.

use super::addresses::Deployment;
use super::route::Routes;
use super::{cloud_v1, cloud_v2, data_center};

/// What is no operation of an interface and has a name nevertheless.
const DOWNLOAD: &str = "download";

/// Panics for a name that no request to this deployment has.
pub(super) fn check(deployment: Deployment, name: &str) {
    let names = names(deployment);
    if names.contains(&name) {
        return;
    }
    let nearest = names.into_iter().max_by(|one, other| near(name, one).total_cmp(&near(name, other)));
    panic!(
        "this sandbox plays no operation `{name}`, so that the fault would never come; the nearest name is `{}`",
        nearest.unwrap_or(DOWNLOAD)
    );
}

fn names(deployment: Deployment) -> Vec<&'static str> {
    let of = |routes: &'static Routes| routes.0.iter().map(|route| route.operation);
    match deployment {
        Deployment::Cloud => of(cloud_v2::routes()).chain(of(cloud_v1::routes())).chain([DOWNLOAD]).collect(),
        Deployment::DataCenter => of(data_center::routes()).collect(),
    }
}

fn near(name: &str, other: &str) -> f64 {
    strsim::jaro_winkler(&name.to_lowercase(), &other.to_lowercase())
}
