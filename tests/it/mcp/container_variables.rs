//! Variables that a container is given by name: from the environment of what starts it.

use tests::sandbox::ADMIN;

use super::samples;
use super::taking_over::{other_server, taken_over};

/// A container has a variable of its options only where it is set, and people keep the options of both deployments.
#[tokio::test]
async fn a_variable_that_a_container_would_not_get_is_left_out() {
    let [_, data_center] = samples().await;
    let url = data_center.url();
    let variables = [
        ("CONFLUENCE_URL", url.as_str()),
        ("CONFLUENCE_DEPLOYMENT", "DataCenter"),
        ("CONFLUENCE_PERSONAL_TOKEN", ADMIN.personal_access_token),
    ];
    let options = [
        "run",
        "-i",
        "-e",
        "CONFLUENCE_URL",
        "-e",
        "CONFLUENCE_API_TOKEN",
        "-e",
        "CONFLUENCE_USERNAME",
        "image",
    ];
    let home = tempfile::tempdir().unwrap();
    let (good, said, complaint) =
        taken_over(home.path(), &other_server("docker", &options, &variables), &[]).await;
    assert!(
        good && said.contains("CONFLUENCE_API_TOKEN is left out: it is not set here"),
        "{said}{complaint}"
    );

    let home = tempfile::tempdir().unwrap();
    let options = ["run", "-i", "-e", "CONFLUENCE_URL", "-e", "CONFLUENCE_SPACES_FILTER", "image"];
    let (good, said, complaint) =
        taken_over(home.path(), &other_server("docker", &options, &variables), &[]).await;
    assert!(
        !good && said.contains("CONFLUENCE_SPACES_FILTER is REFUSED: it is not set here"),
        "{said}{complaint}"
    );
}
