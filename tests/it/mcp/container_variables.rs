//! Variables that a container is given by name: from the environment of what starts it.

use tests::sandbox::ADMIN;

use super::samples;
use super::setting_up;
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

/// A client may hand on variables of its own environment by name, as `env_vars` of TOML does.
#[tokio::test]
async fn a_variable_that_a_client_hands_on_is_taken_over() {
    let toml = "[mcp_servers.wiki]\ncommand = \"uvx\"\nenv_vars = [\"READ_ONLY_MODE\"]\n\
                [mcp_servers.wiki.env]\nCONFLUENCE_URL = \"https://wiki.example.com\"\n\
                CONFLUENCE_PERSONAL_TOKEN = \"canary\"\n";
    for (set, says) in [
        (Some("true"), "READ_ONLY_MODE -> ReadOnly=true"),
        (Some("ture"), "READ_ONLY_MODE is REFUSED"),
        (None, "READ_ONLY_MODE is REFUSED: it is not set here"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("codex.toml");
        std::fs::write(&file, toml).unwrap();
        let arguments = ["init", "--from", file.to_str().unwrap(), "--unchecked"];
        let mut command = setting_up::command(home.path(), &arguments);
        if let Some(set) = set {
            command.env("READ_ONLY_MODE", set);
        }
        let (good, said, complaint) = setting_up::run(&mut command).await;
        assert!(said.contains(says), "{set:?}: {said}{complaint}");
        assert_eq!(good, set == Some("true"), "{said}{complaint}");
    }
}
