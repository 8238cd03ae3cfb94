/** Reaches a sale's objects behind the slice's ports, and counts for orders what they use there. */
import type { Admission } from '../../durable-objects/admission.ts';
import type { WaitingRoom } from '../../durable-objects/waiting-room.ts';
import type { SaleId } from '../kernel/ids.ts';
import { answerOf, objectNamed } from '../platform/objects.ts';
import { Late } from '../platform/trouble.ts';
import type { AdmissionPort, RoomPort } from './port.ts';

/** Sales, through the binding WAITING_ROOM. */
export function roomClient(
  namespace: DurableObjectNamespace<WaitingRoom>,
  region: string,
): RoomPort {
  const stub = (sale: SaleId) => objectNamed(namespace, sale, region);
  return {
    async schedule(settings) {
      const scheduled = await answerOf(stub(settings.id).schedule(settings));
      if (scheduled === null) throw new Late('the stock has not taken the gates of the sale yet');
      return scheduled;
    },
    act: (sale, act) => answerOf(stub(sale).act(act)),
    change: (sale, change) => answerOf(stub(sale).change(change)),
    report: (sale) => answerOf(stub(sale).report()),
    arrived: (sale, arrivals) => answerOf(stub(sale).arrived(arrivals)),
  };
}

/** Those who let people in, through the binding ADMISSION. */
export function admissionClient(
  namespace: DurableObjectNamespace<Admission>,
  region: string,
): AdmissionPort {
  const stub = (sale: SaleId, shard: number) => objectNamed(namespace, `${sale}:${shard}`, region);
  return {
    grant: (sale, shard, grant) => answerOf(stub(sale, shard).grant(grant)),
    claim: (sale, shard, claim) => answerOf(stub(sale, shard).claim(claim)),
    letsBy: (sale, shard, passing) => answerOf(stub(sale, shard).letsBy(passing)),
    take: (sale, shard, taking) => answerOf(stub(sale, shard).take(taking)),
    giveBack: (sale, shard, taking) => answerOf(stub(sale, shard).giveBack(taking)),
  };
}
