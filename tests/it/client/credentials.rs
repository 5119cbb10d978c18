//! Credentials: refused, scoped, and kept to where they belong.

use confluence_client::{ErrorKind, connection, v2};
use tests::sandbox::{Deployment, Fault, NewPage, RawResponder, SCOPED_TOKEN, Sandbox, Script};

use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{both, client_of, open};

#[tokio::test]
async fn a_wrong_token_is_told_without_being_shown() {
    for sandbox in both().await {
        let string = match sandbox.deployment() {
            Deployment::DataCenter => format!("URL={};AuthScheme=PAT;PAT=wrong-canary", sandbox.url()),
            _ => format!(
                "URL={};Deployment=Cloud;AuthScheme=APIToken;User=me@x.example;APIToken=wrong-canary",
                sandbox.url()
            ),
        };
        let error = connection::open(&string).await.unwrap().spaces().slice().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Unauthenticated | ErrorKind::NotFound), "{error}");
        assert!(error.kind() != ErrorKind::NotFound || error.may_be_unauthenticated(), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

#[tokio::test]
async fn a_scoped_token_works_through_the_gateway() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let string = |cloud_id: &str| {
        format!(
            "URL={};Deployment=Cloud;AuthScheme=APIToken;User=ada@example.com;APIToken={SCOPED_TOKEN};GatewayURL={}{cloud_id}",
            sandbox.url(),
            sandbox.gateway_url()
        )
    };
    let through = connection::open(&string(&format!(";CloudId={}", sandbox.cloud_id()))).await.unwrap();
    assert!(!through.spaces().slice().await.unwrap().items.is_empty());
    let direct = connection::open(&string("")).await.unwrap();
    assert_eq!(direct.spaces().slice().await.unwrap_err().kind(), ErrorKind::Unauthenticated);
}

#[tokio::test]
async fn a_missing_scope_is_not_a_wrong_token() {
    let sandbox = Sandbox::start().await;
    sandbox.next(Fault::ScopeMismatch);
    let error = open(&sandbox).await.spaces().slice().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ScopeMissing);
    assert!(error.to_string().contains("grant the scopes"), "{error}");
    assert!(error.to_string().contains("read:space:confluence"), "{error}");
}

#[tokio::test]
async fn a_redirect_takes_no_credential_anywhere() {
    let elsewhere = RawResponder::start(Script::Html).await;
    let sandbox = Sandbox::start().await;
    sandbox.add_space("A", "A");
    let page = sandbox.add_page(NewPage::new("A", "Page"));
    sandbox.next(Fault::Redirect(format!("{}/login", elsewhere.url())));
    let error = open(&sandbox).await.page(page.as_str()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotConfluence);
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn plain_http_to_another_machine_needs_a_word() {
    let string = "URL=http://wiki.example.com;AuthScheme=PAT;PAT=canary";
    let error = connection::open(string).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains("https"), "{error}");
}

#[tokio::test]
async fn an_unreachable_host_is_told_by_its_cause() {
    let client = client_of("http://127.0.0.1:1");
    let error = client.send(v2::spaces::list()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("refused"), "{cause}");
}

/// Data Center behind a gateway that lets nobody through without its key, the exchange of tokens no more than a page.
#[tokio::test]
async fn what_a_gateway_wants_to_see_goes_with_the_tokens_of_its_site_and_nowhere_else() {
    let gateway = MockServer::start().await;
    let elsewhere = MockServer::start().await;
    let tokens = |at: &'static str| {
        let answer = serde_json::json!({"access_token": "t", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "s"});
        Mock::given(method("POST"))
            .and(path(at))
            .respond_with(ResponseTemplate::new(200).set_body_json(answer))
    };
    tokens("/confluence/rest/oauth2/latest/token").mount(&gateway).await;
    tokens("/token").mount(&elsewhere).await;
    let person =
        serde_json::json!({"type": "known", "username": "ada", "userKey": "k", "displayName": "Ada"});
    let current = Mock::given(method("GET")).and(path("/confluence/rest/api/user/current"));
    current.respond_with(ResponseTemplate::new(200).set_body_json(person)).mount(&gateway).await;
    let string = |more: &str| {
        format!(
            "URL={}/confluence;Deployment=DataCenter;AuthScheme=OAuth;InitiateOAuth=REFRESH;OAuthClientId=app;\
             OAuthClientSecret=s;OAuthRefreshToken=r;OAuthSettingsLocation=memory://gateway{};\
             CustomHeaders=X-Gateway-Key: canary|X-Groups: a|X-Groups: b|Content-Type: text/plain{more}",
            gateway.uri(),
            more.len()
        )
    };
    connection::open(&string("")).await.unwrap().current_user().await.unwrap();
    let seen = gateway.received_requests().await.unwrap();
    assert_eq!(seen.len(), 2);
    for request in &seen {
        let all = |name: &str| -> Vec<&str> {
            request.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
        };
        assert_eq!(all("x-gateway-key"), ["canary"], "{}", request.url);
        assert_eq!(all("x-groups"), ["a", "b"], "{}", request.url);
        let of_tokens = request.url.path().ends_with("/token");
        assert!(!of_tokens || all("content-type") == ["application/x-www-form-urlencoded"]);
    }
    let more = format!(";OAuthAccessTokenURL={}/token", elsewhere.uri());
    connection::open(&string(&more)).await.unwrap().current_user().await.unwrap();
    let seen = elsewhere.received_requests().await.unwrap();
    assert_eq!(seen.len(), 1);
    assert!(!format!("{:?}", seen[0].headers).contains("canary"));
    assert!(seen[0].headers.get("x-gateway-key").is_none() && seen[0].headers.get("x-groups").is_none());
}
