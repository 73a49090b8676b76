(function(){
"use strict";
var times=[].filter.call(document.querySelectorAll("time[datetime]"),function(t){return /T.*Z$/.test(t.dateTime)&&/UTC$/.test(t.textContent)});
var zone;
try{zone=Intl.DateTimeFormat().resolvedOptions().timeZone}catch(e){}
if(!times.length||!zone||/^(Etc\/)?(UTC|GMT|UCT|Zulu|Universal)$/.test(zone))return;
function local(t){
var o={timeZone:zone,hourCycle:"h23",year:"numeric",month:"2-digit",day:"2-digit",hour:"2-digit",minute:"2-digit",timeZoneName:"short"};
var p={},told=t.textContent,seconds=/\d:\d\d:\d\d/.test(told);
if(seconds)o.second="2-digit";
new Intl.DateTimeFormat("en-GB",o).formatToParts(new Date(t.dateTime)).forEach(function(x){p[x.type]=x.value});
return p.year+"-"+p.month+"-"+p.day+" "+p.hour+":"+p.minute+(seconds?":"+p.second:"")+" "+p.timeZoneName}
var texts=times.map(function(t){return t.textContent}),places;
try{places=times.map(local)}catch(e){return}
var button=document.createElement("button"),here=false;
button.type="button";button.className="zone";button.lang="en";
button.textContent="Times in "+zone.replace(/_/g," ");
button.setAttribute("aria-pressed","false");
button.addEventListener("click",function(){
here=!here;
button.setAttribute("aria-pressed",String(here));
times.forEach(function(t,i){t.textContent=here?places[i]:texts[i];t.title=here?texts[i]:""})});
var over=document.querySelector(".over")||document.querySelector("h1");
if(over.tagName==="H1")over.insertAdjacentElement("afterend",button);else over.appendChild(button);
})();
