//! The cluster.

use crate::models::dc::NodeStatus;
use crate::operation::declare::endpoints;
use crate::wire::paging::Paged;

endpoints! { DataCenter:
    /// Says how each node of the cluster fares.
    fn nodes() -> Paged<NodeStatus> = GetClusterNodeStatuses: GET "/cluster/nodes" paged Start
}
