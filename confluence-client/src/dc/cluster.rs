//! Cluster: its nodes.

use crate::declare::endpoints;
use crate::models::dc::NodeStatus;
use crate::wire::paging::Paged;

endpoints! { DataCenter:
    /// Returns the status of each node of the cluster.
    fn nodes() -> Paged<NodeStatus> = GetClusterNodeStatuses: GET "/cluster/nodes" paged Start
}
