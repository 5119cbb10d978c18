//! What answers say besides their status, and what has to be told of it.

use super::super::samples;
use super::{Case, JSON_400, JSON_403, PAT, asked, doctor, found};

const JSON_404: &str = "404 Not Found\r\ncontent-type: application/json";
const DATA_CENTER: &str = "URL={url};Deployment=DataCenter";
const CLOUD: &str = "URL={url};Deployment=Cloud";
const BY_PASSWORD: &str = "User=me;Password=canary-7a1c";
const BY_TOKEN: &str = "User=me;APIToken=canary-7a1c";
const REFUSED: (&str, &str) = ("401 Unauthorized\r\ncontent-type: text/html", "<title>Unauthorized</title>");
const TOMCAT_403: (&str, &str) = (
    "403 Forbidden\r\ncontent-type: text/html;charset=utf-8",
    "<title>HTTP Status 403</title><p><b>Message</b> Basic Auth with password is disabled by the API Token Authentication app</p>",
);

/// What an answer says besides its status: where it leads, why it was refused, by whom.
pub(super) const OF_ANSWERS: &[Case] = &[
    (
        ("302 Found\r\nlocation: https://sso.corp.example/saml?SAMLRequest=canary-7a1c", ""),
        &[PAT],
        "leads to https://sso.corp.example/saml (a login)",
        "as it would every other call",
    ),
    (
        ("301 Moved Permanently\r\nlocation: https://new.example.com/rest/api/space?limit=1", ""),
        &[PAT],
        "set URL to https://new.example.com",
        "correct URL",
    ),
    (("301 Moved Permanently\r\nlocation: /wiki/", ""), &[PAT], "leads to /wiki/", "correct URL"),
    (("302 Found\r\nlocation: /setup/setupstart.action", ""), &[PAT], "not set up yet", "tell the user"),
    // The credential, by what was sent to which deployment.
    (REFUSED, &[DATA_CENTER, "PAT=canary-7a1c"], "PAT has expired", "correct PAT"),
    (REFUSED, &[DATA_CENTER, BY_TOKEN], "are given as PAT", "correct APIToken"),
    (REFUSED, &[DATA_CENTER, "AuthScheme=None"], "AuthScheme says how", "correct AuthScheme"),
    (REFUSED, &[CLOUD, "PAT=canary-7a1c"], "Cloud has no personal access tokens", "correct PAT"),
    (REFUSED, &[CLOUD, BY_TOKEN], "needs CloudId", "correct APIToken"),
    (
        REFUSED,
        &[CLOUD, BY_TOKEN, "CloudId=11223344-a1b2-4c3d-8e5f-112233445566;GatewayURL={url}"],
        "CloudId belongs to another site",
        "correct APIToken",
    ),
    (
        (JSON_404, r#"{"code":404,"message":"Not Found"}"#),
        &[CLOUD, BY_TOKEN, "CloudId=11223344-a1b2-4c3d-8e5f-112233445566;GatewayURL={url}"],
        "CloudId belongs to another site",
        "correct CloudId",
    ),
    (
        REFUSED,
        &[DATA_CENTER, "OAuthAccessToken=canary-7a1c;OAuthSettingsLocation={folder}/tokens.json"],
        "OAuthAccessToken has expired",
        "correct OAuthAccessToken",
    ),
    // Words that are no JSON.
    (
        (
            "401 Unauthorized\r\ncontent-type: text/plain",
            "Basic authentication with passwords is deprecated.",
        ),
        &[CLOUD, BY_PASSWORD],
        "passwords is deprecated.; the credential was refused: Cloud does not accept passwords",
        "correct Password",
    ),
    (
        (
            "401 Unauthorized\r\ncontent-type: text/html",
            "<p><b>Message</b> Basic Authentication Failure - Reason : AUTHENTICATED_FAILED</p>",
        ),
        &[DATA_CENTER, BY_PASSWORD],
        "AUTHENTICATED_FAILED",
        "correct Password",
    ),
    (TOMCAT_403, &[DATA_CENTER, BY_PASSWORD], "the site accepts no passwords", "correct AuthScheme"),
    (
        (JSON_403, r#"{"message":"Basic Authentication has been disabled on this instance."}"#),
        &[DATA_CENTER, BY_PASSWORD],
        "AuthScheme=PAT",
        "correct AuthScheme",
    ),
    (
        ("503 Service Unavailable\r\ncontent-type: text/html", "<title>Down for maintenance</title>"),
        &[PAT, "MaxRetries=0"],
        "Down for maintenance",
        "tell the user",
    ),
    // Words of headers.
    (
        ("403 Forbidden\r\nx-ausername: anonymous\r\ncontent-type: application/json", r#"{"message":"no"}"#),
        &[PAT],
        "takes the header Authorization out",
        "confluence-mcp doctor",
    ),
    (
        ("403 Forbidden\r\nx-seraph-loginreason: AUTHORISATION_FAILED", ""),
        &[PAT],
        "may not use Confluence",
        "Do not try again",
    ),
    (
        ("401 Unauthorized\r\nwww-authenticate: Negotiate", ""),
        &[PAT],
        "a login of the company's network",
        "correct PAT",
    ),
    // Several errors of one answer, and a credential that comes back.
    (
        (
            JSON_400,
            r#"{"errors":[{"title":"limit must be less"},{"title":"start is none","source":{"parameter":"start"}}]}"#,
        ),
        &[PAT],
        "limit must be less; start is none (at start)",
        "Correct the arguments",
    ),
    (
        ("400 Bad Request\r\ncontent-type: text/plain", "you must not send canary-7a1c"),
        &[PAT],
        "you must not send ***",
        "Correct the arguments",
    ),
];

/// The gateway says of an id that it does not know no more than that nothing is there.
#[tokio::test]
async fn the_cloud_id_of_another_site_is_told_by_the_doctor() {
    let [cloud, _] = samples().await;
    let id = "11223344-a1b2-4c3d-8e5f-112233445566";
    let connection = |cloud_id: &str| {
        format!(
            "URL={};Deployment=Cloud;User=ada@example.com;APIToken={};GatewayURL={};CloudId={cloud_id}",
            cloud.url(),
            tests::sandbox::SCOPED_TOKEN,
            cloud.gateway_url()
        )
    };
    found(
        &connection(id),
        &[&format!("CloudId={id} is another site's: the site of URL tells {}", cloud.cloud_id())],
    )
    .await;
    let (answer, _) = asked(&connection(id)).await;
    assert!(
        answer.contains("CloudId belongs to another site") && answer.contains("correct CloudId"),
        "{answer}"
    );
    let right = doctor(&connection(cloud.cloud_id())).await;
    assert!(right["healthy"] == true && right.to_string().contains("CloudId is that of the site"), "{right}");
}
